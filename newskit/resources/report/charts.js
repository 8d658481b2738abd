"use strict";
// Charts made of links: each bar, column and country leads to its articles.

const SHOWN = 10;
const GAP = 3;
const MOST_COLUMNS = 130;
const MOST_WITHOUT_TICK = 15;

/** A figure as a list of bars, the most used first; the rest is behind a button. */
function barList(name, figure, describe) {
  const largest = Math.max(...figure.values.map((value) => value[3]), 1);
  const list = make("ol", { class: "bars" });
  const row = (value) => {
    const [key, label, occurrences, articles] = value;
    const told = describe ? describe(value) : label;
    const detail = occurrences === articles ? "" : `, mentioned ${wholeNumbers.format(occurrences)} times`;
    return make(
      "li",
      null,
      make(
        "a",
        { href: listAddress([[name, key]]), title: `${told}: ${count(articles, "article")}${detail}` },
        make("span", { class: "bar-label", dir: "auto" }, told),
        make("span", { class: "bar-number" }, wholeNumbers.format(articles)),
        make("span", { class: "bar", "--share": articles / largest, "aria-hidden": "true" }),
      ),
    );
  };
  let shown = figure.ordered ? figure.values.length : SHOWN;
  const fill = (values) => list.replaceChildren(...values.slice(0, shown).map(row));
  fill(figure.values);
  if (figure.values.length <= shown) return list;
  return make("div", null, list, moreOf(figure, list, (size, words) => {
    shown = size;
    fill(words.length ? figure.values.filter((value) => hasWords(value[1], words)) : figure.values);
  }));
}

/** The button that shows more of a list, and with it a field to find one of them. */
function moreOf(figure, list, show) {
  let size = SHOWN;
  let words = [];
  const kept = figure.values.length;
  const of = figure.distinct > kept ? ` (of ${wholeNumbers.format(figure.distinct)})` : "";
  const find = make("input", { type: "search", hidden: true, placeholder: "Find in this list", "aria-label": `Find in ${figure.title}` });
  const button = make("button", { type: "button", class: "more" }, `Show more of the ${wholeNumbers.format(kept)}${of}`);
  find.addEventListener("input", () => {
    words = wordsOf(find.value);
    show(size, words);
  });
  button.addEventListener("click", () => {
    const before = list.children.length;
    size = size === SHOWN ? 50 : size + 100;
    find.hidden = false;
    show(size, words);
    if (size >= kept) button.hidden = true;
    list.children[before]?.querySelector("a")?.focus();
  });
  return make("p", { class: "list-tools" }, button, find);
}

/** The buckets between two dates, in order: [key, value or null]; a long stretch of empty ones is one break. */
function timeBuckets(values) {
  const buckets = [];
  let last = null;
  for (const value of values) {
    if (last !== null) {
      const empty = [];
      for (let key = nextDate(last); key < value[0] && empty.length <= GAP; key = nextDate(key)) empty.push([key, null]);
      buckets.push(...(empty.length > GAP ? [[null, null]] : empty));
    }
    buckets.push([value[0], value]);
    last = value[0];
  }
  return buckets;
}

/** The year, month or day after one. */
function nextDate(key) {
  const [year, month, day] = key.split("-").map(Number);
  const date = new Date(0);
  if (day) date.setUTCFullYear(year, month - 1, day + 1);
  else date.setUTCFullYear(year + (month ? 0 : 1), month || 0, 1);
  return date.toISOString().slice(0, key.length);
}

/** Columns along time, with a switch between years, months and days. */
function timeline(names, figures, ...one) {
  const there = names.filter((name) => figures[name]);
  const box = make("div", { class: "timeline" });
  const units = { year: "Years", month: "Months", day: "Days" };
  // the finest unit whose columns fit, and which is no row of lonely columns with gaps between them
  const fitting = there.filter((name) => {
    const buckets = timeBuckets(figures[name].values);
    const gaps = buckets.filter(([key]) => key === null).length;
    return figures[name].values.length <= MOST_COLUMNS && gaps <= buckets.length / 4;
  });
  let chosen = fitting[fitting.length - 1] || there[0];
  const buttons = there.map((name) =>
    make("button", { type: "button", click: () => draw(name) }, units[name.replace("time_", "")]),
  );
  const draw = (name) => {
    chosen = name;
    buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(there[number] === name)));
    box.replaceChildren(make("div", { class: "switch", role: "group", "aria-label": "Show by" }, buttons), columns(name, figures[name], one));
  };
  draw(chosen);
  return box;
}

function columns(name, figure, one) {
  const largest = Math.max(...figure.values.map((value) => value[3]));
  const buckets = timeBuckets(figure.values);
  const every = Math.min(Math.ceil(buckets.length / 8), MOST_WITHOUT_TICK);
  const readout = make("p", { class: "readout", "aria-hidden": "true" }, `Tallest column: ${count(largest, ...one)}`);
  const tell = (value) => () => {
    readout.textContent = `${value[0]}: ${count(value[3], ...one)}`;
  };
  const least = Math.ceil(every / (figure.values[0][0].length > "2015-10".length ? 1 : 2));
  let sinceTick = every;
  let isAfterGap = false;
  const items = buckets.map(([key, value]) => {
    if (key === null) {
      sinceTick += 2; // as wide as two columns or more
      isAfterGap = true;
      return make("li", { class: "gap", title: "nothing in between" }, "⋯");
    }
    const tick = sinceTick >= (isAfterGap ? least : every);
    isAfterGap = false;
    sinceTick = tick ? 1 : sinceTick + 1;
    const label = tick ? make("span", { class: "tick", "aria-hidden": "true" }, key) : null;
    if (!value) return make("li", { "aria-hidden": "true" }, label);
    const link = make("a", { href: listAddress([[name, key]]), "aria-label": `${key}: ${count(value[3], ...one)}`, "--share": value[3] / largest, mouseenter: tell(value), focus: tell(value) });
    return make("li", null, link, label);
  });
  const list = make("ol", { class: "columns", "aria-label": figure.title }, items);
  return make("div", null, readout, make("div", { class: "scroller" }, roving(list, "a")));
}

/** The world, countries shaded by the number of articles that name a place in them. */
function worldMap(world, figure) {
  const values = new Map(figure.values.map((value) => [value[0], value]));
  const largest = Math.max(...figure.values.map((value) => value[3]), 1);
  const readout = make("p", { class: "readout", "aria-hidden": "true" }, "The stronger the colour, the more articles");
  const plain = [];
  const linked = [];
  for (const [code, name, point, outline] of world) {
    const value = values.get(code);
    const path = make("svg:path", { d: outline });
    if (!value) {
      plain.push(path);
      continue;
    }
    const told = `${name}: ${count(value[3], "article")}`;
    const tell = () => {
      readout.textContent = told;
    };
    const isSmall = outline.length < 60 && point !== null;
    const dot = isSmall ? make("svg:circle", { cx: point[0], cy: point[1], r: 3 }) : null;
    const share = Math.log(1 + value[3]) / Math.log(1 + largest);
    linked.push(make("svg:a", { href: listAddress([["country", code]]), "aria-label": told, "--share": share, mouseenter: tell, focus: tell }, path, dot));
  }
  linked.sort((one, other) => values.get(keyOf(other))[3] - values.get(keyOf(one))[3]);
  const map = make("svg:svg", { class: "map", viewBox: "96 0 860 417", role: "group", "aria-label": "Map of the countries in which places are named" }, make("svg:g", { "aria-hidden": "true" }, plain), linked);
  return make("div", null, readout, roving(map, "a"));
}

function keyOf(link) {
  return new URLSearchParams(link.getAttribute("href").split("?")[1]).get("f").slice("country:".length);
}
