"use strict";
// One article: its text with marks, what each mark says, and the layers as lists.

const hiddenLayers = new Set(["event"]);

async function showArticle(app, number, parameters) {
  const { report, articles } = app;
  if (!(number >= 0 && number < report.counts.articles)) {
    app.show(make("div", null, make("h1", null, "No such article"), make("p", null, make("a", { href: "#/articles" }, "All articles"))), "No such article");
    return;
  }
  app.show(make("p", { class: "note", role: "status" }, "Opening …"), "Article", { keepFocus: true });
  const article = await articles.get(number);
  if (app.number !== number) return;
  const view = new ArticleView(report, article, number);
  const title = article.h || "(no headline)";
  app.show(
    make(
      "article",
      { class: "article" },
      steps(app, number, parameters),
      make("h1", { dir: "auto" }, title),
      metadata(report, article, number),
      view.layers(),
      make("div", { class: "reading" }, view.text(), view.panel),
      view.lists(),
    ),
    title,
  );
}

/** Back to the list, and to its previous and next article. */
function steps(app, number, parameters) {
  const trail = app.trail || app.report.articles.headline.map((_, each) => each);
  const place = trail.indexOf(number);
  const link = (to, label) => (to === undefined ? null : make("a", { href: `#/article/${to}?${parameters}` }, label));
  return make(
    "nav",
    { class: "pages", "aria-label": "Articles" },
    make("a", { href: `#/articles?${parameters}` }, "↑ List"),
    link(trail[place - 1], "← Previous"),
    link(trail[place + 1], "Next →"),
    place >= 0 ? make("span", { class: "note" }, `${wholeNumbers.format(place + 1)} of ${wholeNumbers.format(trail.length)}`) : null,
  );
}

function metadata(report, article, number) {
  const { publisher, language, words, names } = report.articles;
  const house = names[publisher[number]];
  const rows = [
    ["Publisher", house && make("a", { href: listAddress([["publisher", house.toLowerCase()]]) }, house)],
    ["Authors", (article.authors || []).join(", ")],
    ["Agencies", (article.agencies || []).join(", ")],
    ["Published", article.published],
    ["Changed", article.modified],
    ["Section", article.section],
    ["Language", names[language[number]] && named("language", names[language[number]])],
    ["Words", wholeNumbers.format(words[number])],
    ["Topics", (article.topics || []).map(([name, score]) => `${name} (${score})`).join(", ")],
    ["Keywords", (article.keywords || []).slice(0, 12).join(", ")],
    ["Keyphrases", (article.keyphrases || []).slice(0, 8).join(", ")],
    ["Copy of", article.copy && (report.ids[article.copy[0]] === undefined ? article.copy[0] : make("a", { href: `#/article/${report.ids[article.copy[0]]}` }, report.articles.headline[report.ids[article.copy[0]]] || article.copy[0]))],
    ["Address", article.url && outward(article.url)],
    ["Read from", article.from !== article.url && article.from],
    ["Identifier", make("code", null, article.id)],
  ];
  return make("dl", { class: "metadata" }, rows.filter(([, value]) => value).map(([term, value]) => make("div", null, make("dt", null, term), make("dd", { dir: "auto" }, value))));
}

class ArticleView {
  constructor(report, article, number) {
    this.report = report;
    this.article = article;
    this.language = report.articles.names[report.articles.language[number]];
    this.units = unitsOf(article.text);
    this.marks = marksOf(article);
    this.panel = make("aside", { class: "panel", "aria-live": "polite", "aria-label": "About the mark" });
    this.hint();
  }

  words([start, end]) {
    return this.article.text.slice(this.units(start), this.units(end));
  }

  hint() {
    this.panel.replaceChildren(make("p", { class: "note" }, "Choose a mark in the text to see what it says: click it, or reach the text with the tab key and go from mark to mark with the arrow keys."));
  }

  /** Which layers are shown, with the number of their marks. */
  layers() {
    const boxes = LAYERS.map(([layer, title]) => {
      const number = this.marks.filter((mark) => mark.layer === layer).length;
      if (number === 0) return null;
      const box = make("input", { type: "checkbox", checked: !hiddenLayers.has(layer), change: () => {
        if (box.checked) hiddenLayers.delete(layer);
        else hiddenLayers.add(layer);
        this.draw();
      } });
      return make("label", { class: `layer layer-${layer}` }, box, ` ${title} `, make("span", { class: "aside" }, wholeNumbers.format(number)));
    });
    return make("fieldset", { class: "layers" }, make("legend", null, "Marks"), boxes);
  }

  text() {
    this.body = make("div", { class: "text", lang: this.language || null, dir: "auto", role: "group", "aria-label": "Text with marks" });
    const choose = (event) => {
      const mark = event.target.closest("mark");
      if (mark) this.tell(mark);
    };
    this.body.addEventListener("click", (event) => {
      event.target.closest("mark")?.focus();
      choose(event);
    });
    this.body.addEventListener("focusin", choose);
    this.draw();
    return this.body;
  }

  draw() {
    const shown = this.marks.filter((mark) => !hiddenLayers.has(mark.layer));
    const tags = { headline: "p", heading: "h3", list_item: "p", blockquote: "blockquote", table: "pre" };
    this.body.replaceChildren(
      ...this.article.blocks.map(([start, end, kind]) =>
        make(tags[kind] || "p", { class: `block block-${kind}`, "data-kind": kind.replaceAll("_", " ") }, nested(start, end, shown).map((piece) => this.piece(piece))),
      ),
    );
    if (this.body.querySelector("mark")) roving(this.body, "mark:not(.rest)");
  }

  piece(piece) {
    if (!piece.mark) return this.words([piece.start, piece.end]);
    const { layer, mention } = piece.mark;
    const classes = `mark mark-${layer}${mention && mention !== "na" ? " reference" : ""}${piece.isRest ? " rest" : ""}`;
    const element = make("mark", { class: classes }, piece.inside.map((each) => this.piece(each)));
    element.annotation = piece.mark;
    return element;
  }

  /** Show what a mark and those around it say. */
  tell(element) {
    const told = [];
    for (let mark = element; mark; mark = mark.parentElement.closest("mark")) told.push(this.about(mark.annotation));
    for (const each of this.body.querySelectorAll(".chosen")) each.classList.remove("chosen");
    element.classList.add("chosen");
    this.panel.replaceChildren(...told);
  }

  about({ layer, list, number, start, end }) {
    const annotation = this.article[list][number];
    const title = { person: "Person", organisation: "Organisation", place: "Place", group: "Group", name: "Name", time: "Time", quantity: "Quantity", quotation: "Quotation", event: "Event" }[layer];
    const rows = { entities: entityRows, times: timeRows, quantities: quantityRows, quotes: quoteRows, events: eventRows }[list](this, annotation, layer);
    const words = this.words([start, end]);
    return make(
      "section",
      { class: `about layer-${layer}` },
      make("h2", null, title),
      make("p", { class: "about-words", dir: "auto" }, words.length > 160 ? `${words.slice(0, 160)}…` : words),
      make("dl", null, rows.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([term, value]) => make("div", null, make("dt", null, term), make("dd", { dir: "auto" }, value)))),
    );
  }

  /** A participant by the name of its entity, else by its words. */
  who([start, end, entity]) {
    return entity === undefined ? this.words([start, end]) : this.article.entities[entity].n;
  }

  everyone(list) {
    return (list || []).map((each) => this.who(each)).join(", ");
  }

  /** The layers as lists below the text. */
  lists() {
    const { summary, quotes, entities, times, quantities, events } = this.article;
    const questions = Object.entries(summary || {});
    const said = (quote) => quote.s.map((span) => this.words(span)).join(" … ");
    return make(
      "div",
      { class: "lists" },
      questions.length ? tableOf("Main event", ["Question", "Answer"], questions.map(([name, span]) => [name, this.words(span) + (name === "when" && span[2] ? ` (${span[2]})` : "")])) : null,
      quotes ? tableOf("Quotations", ["Speaker", "Cue", "What was said", "Kind"], quotes.map((quote) => [this.everyone(quote.w) || "not named", quote.c ? quote.c[2] : "", said(quote), `${quote.k}, ${quote.p}`])) : null,
      entities ? tableOf("Who and where", ["Name", "Class", "Roles and other names", "Country", "Mentions"], entities.map((each) => [each.n, each.l, [...(each.r || []), ...(each.a || []).map((alias) => `“${alias}”`)].join("; "), each.c || "", String((each.m || []).length)])) : null,
      times ? tableOf("Times", ["Words", "Type", "Value", "Told on"], times.map((each) => [this.words(each.s), each.t, each.v || "", each.a || ""])) : null,
      quantities ? tableOf("Quantities", ["Words", "Kind", "Value", "Of"], quantities.map((each) => [this.words(each.s), each.t, valueTold(each), each.o ? this.words(each.o) : ""])) : null,
      events ? tableOf("Events", ["What", "Who", "Whom", "Where", "Class"], events.map((each) => [`${each.n ? "not " : ""}${each.l}${each.m ? ` (${each.m})` : ""}`, this.everyone(each.a), this.everyone(each.p), each.o ? this.who(each.o) : "", each.c || ""])) : null,
    );
  }
}

function valueTold(quantity) {
  const value = quantity.r ? quantity.r.map((end) => anyNumbers.format(end)).join("–") : quantity.v === undefined ? "some" : anyNumbers.format(quantity.v);
  return [quantity.b, value, quantity.u].filter(Boolean).join(" ");
}

function entityRows(view, entity, layer) {
  const value = valueOf(view.report, layer, entity.w || entity.n.toLowerCase());
  return [
    ["Name", entity.n],
    ["Class", entity.l],
    ["Roles", (entity.r || []).join("; ")],
    ["Other names", (entity.a || []).join("; ")],
    ["Country", entity.c && named("region", entity.c)],
    ["Wikidata", entity.w],
    ["Mentions", String((entity.m || []).length)],
    ["In the corpus", value && make("a", { href: listAddress([[layer, value[0]]]) }, count(value[3], "article"))],
  ];
}

function timeRows(view, time) {
  const [year, month, day] = (time.v || "").match(/^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/)?.slice(1) || [];
  const figure = day ? "time_day" : month ? "time_month" : "time_year";
  const value = year && valueOf(view.report, figure, [year, month, day].filter(Boolean).join("-"));
  return [
    ["Type", time.t],
    ["Value", time.v || "not resolved"],
    ["Modifier", time.m],
    ["Told on", time.a],
    ["Between", time.i && time.i.join(" and ")],
    ["In the corpus", value && make("a", { href: listAddress([[figure, value[0]]]) }, count(value[3], "article"))],
  ];
}

function quantityRows(view, quantity) {
  return [
    ["Kind", quantity.t],
    ["Value", valueTold(quantity)],
    ["Of", quantity.o && view.words(quantity.o)],
  ];
}

function quoteRows(view, quote) {
  return [
    ["Speaker", view.everyone(quote.w) || "not named"],
    ["Cue", quote.c && `${quote.c[2]} (“${view.words(quote.c)}”)`],
    ["Kind", quote.k],
    ["Polarity", quote.p],
  ];
}

function eventRows(view, event) {
  return [
    ["What", `${event.n ? "not " : ""}${event.l}`],
    ["Who", view.everyone(event.a)],
    ["Whom", view.everyone(event.p)],
    ["Where", event.o && view.who(event.o)],
    ["When", event.t !== undefined && view.article.times?.[event.t] && (view.article.times[event.t].v || view.words(view.article.times[event.t].s))],
    ["Class", event.c],
    ["Modality", event.m],
  ];
}

function tableOf(title, heads, rows) {
  return make(
    "details",
    { open: rows.length <= 15 },
    make("summary", null, make("h2", null, title, make("span", { class: "aside" }, ` ${rows.length}`))),
    make("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": title }, make("table", null, make("thead", null, make("tr", null, heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", null, rows.map((row) => make("tr", null, row.map((cell) => make("td", { dir: "auto", class: cell.length <= 12 && "short" }, cell))))))),
  );
}
