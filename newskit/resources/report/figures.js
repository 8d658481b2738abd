"use strict";
// The overview: every section of figures, in the order of the contents.

const POLARITIES = ["asserts", "denies", "accuses", "criticises", "praises", "asks", "orders", "promises", "warns", "suggests"];

/** The sections there is something to show in: [id, title, build]. */
function sectionsOf(report) {
  const has = (...names) => names.some((name) => report.figures[name]);
  return [
    ["corpus", "The corpus", buildCorpus, true],
    ["time", "Over time", (r) => [timeline(["year", "month", "day"], r.figures, "article"), undated(r)], has("year")],
    ["origin", "Origin", (r) => grid(r, ["publisher", "language", "length", "section", "author", "agency"]), has("publisher", "language", "length")],
    ["people", "Who", (r) => grid(r, ["person", "organisation", "group", "name"]), has("person", "organisation", "group", "name")],
    ["places", "Where", buildPlaces, has("country", "place")],
    ["speakers", "Who is quoted", buildSpeakers, has("speaker", "polarity")],
    ["dates", "When", (r) => [timeline(["time_year", "time_month", "time_day"], r.figures, "article speaks of it", "articles speak of it")], has("time_year")],
    ["quantities", "How much", buildQuantities, has("quantity")],
    ["topics", "What about", (r) => grid(r, ["topic", "keyphrase", "event"]), has("topic", "keyphrase", "event")],
    ["copies", "Copies", buildCopies, has("duplicate")],
    ["rejects", "Rejected inputs", buildRejects, report.counts.rejects.total > 0],
  ].filter((section) => section[3]);
}

function overview(report) {
  const sections = sectionsOf(report).map(([id, title, build]) =>
    make("section", { id, tabindex: "-1", "aria-labelledby": `${id}-title` }, make("h2", { id: `${id}-title` }, title), build(report)),
  );
  return make("div", { class: "overview" }, make("h1", null, report.title), sections);
}

function figureBox(report, name, body) {
  const figure = report.figures[name];
  const kinds = figure.distinct > SHOWN ? make("span", { class: "aside" }, ` ${wholeNumbers.format(figure.distinct)}`) : null;
  return make("div", { class: "figure", id: `figure-${name}` }, make("h3", null, figure.title, kinds), body || barList(name, figure, describerOf(name)));
}

function describerOf(name) {
  if (name === "language") return (value) => `${named("language", value[1])} (${value[1]})`;
  if (name === "event" || name === "duplicate") return (value) => value[1].toLowerCase().replaceAll("_", " ");
  return null;
}

function grid(report, names) {
  const missing = { publisher: "publisher", language: "language", author: "author" };
  return make(
    "div",
    { class: "grid" },
    names.filter((name) => report.figures[name]).map((name) => {
      const box = figureBox(report, name);
      const number = report.missing[missing[name]];
      if (number) box.append(make("p", { class: "note" }, `${count(number, "article")} without one`));
      return box;
    }),
  );
}

function buildCorpus(report) {
  const { articles, totals, rejects } = report.counts;
  const dates = report.articles.date.filter((date) => date).sort();
  const cell = (term, value, address) =>
    make("div", null, make("dt", null, term), make("dd", null, address ? make("a", { href: address }, value) : value));
  const span = dates.length ? [cell("from", dates[0]), cell("to", dates[dates.length - 1])] : [];
  const layers = ["sentences", "entities", "quotes", "times", "quantities", "events"].filter((name) => totals[name]);
  return [
    make(
      "dl",
      { class: "numbers lead" },
      cell(articles === 1 ? "article" : "articles", wholeNumbers.format(articles), "#/articles"),
      cell("words", shortNumbers.format(totals.words)),
      report.figures.publisher ? cell("publishers", wholeNumbers.format(report.figures.publisher.distinct), "#origin") : null,
      span,
    ),
    make(
      "dl",
      { class: "numbers" },
      layers.map((name) => cell(name === "quotes" ? "quotations" : name, wholeNumbers.format(totals[name]))),
      totals.copies ? cell("copies", wholeNumbers.format(totals.copies), "#copies") : null,
      totals.not_free ? cell("behind a paywall", wholeNumbers.format(totals.not_free)) : null,
      rejects.total ? cell("rejected inputs", wholeNumbers.format(rejects.total), "#rejects") : null,
    ),
  ];
}

function undated(report) {
  const number = report.missing.date;
  return number ? make("p", { class: "note" }, `${count(number, "article")} without a date`) : null;
}

function buildPlaces(report) {
  return [
    report.figures.country ? worldMap(report.world, report.figures.country) : null,
    grid(report, ["country", "place"]),
  ];
}

function buildSpeakers(report) {
  const { speaker, speaker_polarity: parts, speaker_publisher: publishers } = report.figures;
  const boxes = grid(report, ["polarity", "quotation"]);
  if (!speaker) return boxes;
  const divided = byKey(parts);
  const printed = byKey(publishers);
  const row = (value) => {
    const [key, label, number, articles] = value;
    return make(
      "tr",
      null,
      make("th", { scope: "row", dir: "auto" }, make("a", { href: listAddress([["speaker", key]]) }, label)),
      make("td", { class: "number" }, wholeNumbers.format(number)),
      make("td", { class: "number wide-only" }, wholeNumbers.format(articles)),
      make("td", null, polarityBar(divided.get(key) || [], number)),
      make("td", { class: "wide-only" }, (printed.get(key) || []).slice(0, 3).map((part, place) => [
        place ? ", " : "",
        make("a", { href: listAddress([["speaker_publisher", part[0]]]) }, part[1]),
        ` ${wholeNumbers.format(part[2])}`,
      ])),
    );
  };
  const body = make("tbody");
  const fill = (values, shown) => body.replaceChildren(...values.slice(0, shown).map(row));
  fill(speaker.values, SHOWN);
  const heads = [["Speaker"], ["Quotations", "number"], ["Articles", "number wide-only"], ["Polarity"], ["Quoted most by", "wide-only"]];
  const table = make(
    "table",
    null,
    make("thead", null, make("tr", null, heads.map(([head, kind]) => make("th", { scope: "col", class: kind }, head)))),
    body,
  );
  const tools = speaker.values.length > SHOWN
    ? moreOf(speaker, body, (size, words) => fill(words.length ? speaker.values.filter((value) => hasWords(value[1], words)) : speaker.values, size))
    : null;
  const used = POLARITIES.filter((name) => report.figures.polarity.values.some((value) => value[0] === name));
  const legend = make("ul", { class: "legend", "aria-label": "Colours of polarity" }, used.map((name) => make("li", { class: `polarity-${name}` }, name)));
  return [make("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": "Table of speakers" }, table), tools, legend, boxes];
}

/** Parts under the key of what they divide. */
function byKey(figure) {
  const found = new Map();
  for (const value of figure ? figure.values : []) {
    const key = value[0].split("\t")[0];
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(value);
  }
  return found;
}

function polarityBar(parts, total) {
  const sorted = [...parts].sort((one, other) => POLARITIES.indexOf(one[1]) - POLARITIES.indexOf(other[1]));
  return make("div", { class: "stack" }, sorted.map((part) => {
    const told = `${part[1]}: ${wholeNumbers.format(part[2])}`;
    return make("a", { href: listAddress([["speaker_polarity", part[0]]]), class: `polarity-${part[1]}`, "--share": part[2] / total, "aria-label": told, title: told });
  }));
}

function buildQuantities(report) {
  const { quantity } = report.figures;
  const number = (value) => (value === undefined ? "" : Math.abs(value) >= 1e6 ? shortNumbers.format(value) : anyNumbers.format(value));
  const rows = quantity.values.slice(0, 40).map(([key, label, found, articles]) => {
    const [low, high] = report.ranges[key] || [];
    return make(
      "tr",
      null,
      make("th", { scope: "row" }, make("a", { href: listAddress([["quantity", key]]) }, label)),
      make("td", { class: "number" }, wholeNumbers.format(found)),
      make("td", { class: "number wide-only" }, wholeNumbers.format(articles)),
      [low, high].map((each) => make("td", { class: "number" }, number(each))),
    );
  });
  const heads = ["Kind", "Found", "Articles", "Smallest", "Largest"];
  const table = make("table", null, make("thead", null, make("tr", null, heads.map((head, place) => make("th", { scope: "col", class: place === 2 ? "number wide-only" : place > 0 && "number" }, head)))), make("tbody", null, rows));
  const scroller = make("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": "Table of quantities" }, table);
  return make("div", { class: "grid halves" }, make("div", { class: "figure" }, make("h3", null, "Kinds and units"), scroller), report.figures.counted ? figureBox(report, "counted") : null);
}

function buildCopies(report) {
  const { cluster } = report.figures;
  const label = (value) => {
    const kept = report.ids[value[1]];
    return kept === undefined ? `${value[1]} (not in this corpus)` : report.articles.headline[kept] || value[1];
  };
  return make("div", { class: "grid halves" }, figureBox(report, "duplicate"), cluster ? figureBox(report, "cluster", barList("cluster", cluster, label)) : null);
}

function buildRejects(report) {
  const { total, reasons } = report.counts.rejects;
  const largest = Math.max(...reasons.map((each) => each.count));
  return make(
    "div",
    { class: "figure" },
    make("h3", null, `${count(total, "input")} by stage and reason`),
    make("ol", { class: "bars" }, reasons.map(({ stage, reason, count: number }) =>
      make("li", null, make("a", { href: `#/rejects?${new URLSearchParams({ stage, reason })}` },
        make("span", { class: "bar-label" }, `${stage}: ${reason.replaceAll("_", " ")}`),
        make("span", { class: "bar-number" }, wholeNumbers.format(number)),
        make("span", { class: "bar", "--share": number / largest, "aria-hidden": "true" }))))),
  );
}
