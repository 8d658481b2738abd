"use strict";
// Lists of articles: those behind a figure, those that a search finds; and the list of rejects.

const PAGE = 25;
const ORDERS = { corpus: "as in the corpus", newest: "newest first", oldest: "oldest first", longest: "longest first", headline: "by headline" };

/** What the address asks for. */
function askedOf(parameters) {
  return {
    filters: parameters.getAll("f").map((filter) => [filter.slice(0, filter.indexOf(":")), filter.slice(filter.indexOf(":") + 1)]),
    query: parameters.get("q") || "",
    inTexts: parameters.get("in") === "text",
    order: ORDERS[parameters.get("order")] ? parameters.get("order") : "corpus",
    page: Math.max(1, Number.parseInt(parameters.get("page") || "1", 10) || 1),
  };
}

function valueOf(report, figure, key) {
  return report.figures[figure]?.values.find((value) => value[0] === key);
}

/** The numbers of the articles that all filters let through, ascending. */
function filtered(report, filters) {
  let found = report.articles.headline.map((_, number) => number);
  for (const [figure, key] of filters) {
    const value = valueOf(report, figure, key);
    const numbers = value ? numbersOf(value[4]) : [];
    if (figure === "cluster" && report.ids[key] !== undefined) {
      numbers.push(report.ids[key]);
      numbers.sort((one, other) => one - other);
    }
    found = inBoth(found, numbers);
  }
  return found;
}

function inOrder(report, numbers, order) {
  const { date, words, headline } = report.articles;
  const by = {
    newest: (one, other) => (date[other] || "").localeCompare(date[one] || ""),
    oldest: (one, other) => (date[one] || "9999").localeCompare(date[other] || "9999"),
    longest: (one, other) => words[other] - words[one],
    headline: (one, other) => (headline[one] || "\uffff").localeCompare(headline[other] || "\uffff"),
  }[order];
  return by ? [...numbers].sort((one, other) => by(one, other) || one - other) : numbers;
}

/** Articles whose headline or publisher has the words, or with `inTexts` also their text; calls `tell` on the way. */
async function searched(report, articles, numbers, query, inTexts, tell) {
  const words = wordsOf(query);
  if (words.length === 0) return numbers;
  const { headline, publisher, names } = report.articles;
  const shown = (number) => `${headline[number] || ""} ${names[publisher[number]] || ""}`;
  if (!inTexts) return numbers.filter((number) => hasWords(shown(number), words));
  const found = [];
  for (const number of numbers) {
    if (hasWords(shown(number), words) || hasWords((await articles.get(number)).text, words)) found.push(number);
    if (number % 500 === 0 && !tell(number)) return found;
  }
  return found;
}

function describeFilter(report, figure, key) {
  const value = valueOf(report, figure, key);
  const title = report.figures[figure]?.title || figure;
  if (figure === "cluster") return `Copies of: ${report.articles.headline[report.ids[key]] || key}`;
  if (figure.startsWith("speaker_")) return `${valueOf(report, "speaker", key.split("\t")[0])?.[1]}: ${value?.[1] || key}`;
  if (figure === "language") return `Language: ${named("language", key)}`;
  return `${title}: ${value ? value[1] : key}`;
}

/** The line of one article in a list. */
function articleRow(report, number, asked) {
  const { headline, date, publisher, language, words, names } = report.articles;
  const told = [names[publisher[number]], date[number], names[language[number]], count(words[number], "word")];
  return make(
    "li",
    { class: "article-row" },
    make("a", { href: `#/article/${number}?${asked}`, dir: "auto" }, headline[number] || "(no headline)"),
    make("p", { class: "note" }, told.filter(Boolean).join(" · ")),
  );
}

/** The list view; fills in `main` and returns when the page that was asked for is shown. */
async function showList(app, parameters) {
  const { report, articles } = app;
  const asked = askedOf(parameters);
  const title = asked.query ? `Articles with “${asked.query}”` : "Articles";
  const status = make("p", { class: "note", role: "status" }, "Searching …");
  const list = make("ol", { class: "article-list" });
  const pages = make("nav", { class: "pages", "aria-label": "Pages" });
  const page = make("div", null, make("h1", null, title), chips(report, asked), tools(asked), status, list, pages);
  app.show(page, title);
  const tell = (number) => {
    status.textContent = `Searching the texts … ${Math.round((100 * number) / report.counts.articles)} %`;
    return app.isShown(page);
  };
  const found = await searched(report, articles, filtered(report, asked.filters), asked.query, asked.inTexts, tell);
  if (!app.isShown(page)) return;
  const ordered = inOrder(report, found, asked.order);
  const last = Math.max(1, Math.ceil(ordered.length / PAGE));
  const at = Math.min(asked.page, last);
  app.trail = ordered;
  status.textContent = count(ordered.length, "article");
  const kept = new URLSearchParams(parameters);
  list.start = (at - 1) * PAGE + 1;
  list.replaceChildren(...ordered.slice((at - 1) * PAGE, at * PAGE).map((number) => articleRow(report, number, kept)));
  const step = (to, label) => {
    const address = new URLSearchParams(parameters);
    address.set("page", String(to));
    return to < 1 || to > last || to === at
      ? make("span", { class: "off", "aria-disabled": "true" }, label)
      : make("a", { href: `#/articles?${address}` }, label);
  };
  if (last > 1) pages.replaceChildren(step(1, "First"), step(at - 1, "Previous"), make("span", { "aria-current": "page" }, `Page ${at} of ${wholeNumbers.format(last)}`), step(at + 1, "Next"), step(last, "Last"));
}

/** What the list is narrowed to; each can be taken away. */
function chips(report, asked) {
  const without = (place) => listAddress(asked.filters.filter((_, other) => other !== place), { q: asked.query, in: asked.inTexts && "text" });
  const items = asked.filters.map(([figure, key], place) => {
    const told = describeFilter(report, figure, key);
    return make("li", null, told, " ", make("a", { href: without(place), "aria-label": `Remove ${told}` }, "×"));
  });
  if (asked.query) items.push(make("li", null, `“${asked.query}”`, " ", make("a", { href: listAddress(asked.filters), "aria-label": "Remove the search" }, "×")));
  return items.length ? make("ul", { class: "chips", "aria-label": "Narrowed to" }, items) : null;
}

function tools(asked) {
  const go = (more) => {
    location.hash = listAddress(asked.filters, { q: asked.query, in: asked.inTexts && "text", order: asked.order, ...more });
  };
  const order = make("select", { id: "order", change: () => go({ order: order.value }) }, Object.entries(ORDERS).map(([name, label]) => make("option", { value: name, selected: name === asked.order }, label)));
  const words = make("input", { id: "narrow", type: "search", value: asked.query, placeholder: "Words of the headline" });
  const inTexts = make("input", { id: "in-texts", type: "checkbox", checked: asked.inTexts });
  const submit = (event) => {
    event.preventDefault();
    go({ q: words.value.trim(), in: inTexts.checked && "text" });
  };
  return make(
    "form",
    { class: "list-tools", submit },
    make("label", { for: "narrow" }, "Narrow to "),
    words,
    make("span", null, inTexts, make("label", { for: "in-texts" }, " search the texts too")),
    make("button", { type: "submit" }, "Apply"),
    make("span", { class: "push" }, make("label", { for: "order" }, "Order "), order),
  );
}

function showRejects(app, parameters) {
  const { report } = app;
  const [stage, reason] = [parameters.get("stage"), parameters.get("reason")];
  const fits = (each) => (!stage || each[1] === stage) && (!reason || each[2] === reason);
  const rows = report.rejects.filter(fits);
  const title = reason ? `Rejected: ${reason.replaceAll("_", " ")}` : "Rejected inputs";
  const at = Math.max(1, Number.parseInt(parameters.get("page") || "1", 10) || 1);
  const shown = rows.slice((at - 1) * PAGE, at * PAGE);
  const address = (page) => `#/rejects?${new URLSearchParams({ ...(stage && { stage }), ...(reason && { reason }), page })}`;
  app.show(
    make(
      "div",
      null,
      make("h1", null, title),
      make("p", { class: "note" }, `${count(rows.length, "input")} listed; a report lists the first 1,000 of all.`),
      make("ol", { class: "article-list", start: (at - 1) * PAGE + 1 }, shown.map(([input, , , detail]) => make("li", { class: "article-row" }, make("p", { class: "reject-input" }, input), make("p", { class: "note" }, detail)))),
      make("nav", { class: "pages", "aria-label": "Pages" }, at > 1 ? make("a", { href: address(at - 1) }, "Previous") : null, at * PAGE < rows.length ? make("a", { href: address(at + 1) }, "Next") : null),
    ),
    title,
  );
}
