"use strict";
// Annotations as marks in the text: pure functions from offsets to nested pieces.

/** Marks inside marks that are shown; an article with more of them is broken or means harm. */
const DEEPEST = 40;
const LAYERS = [
  ["person", "People"],
  ["organisation", "Organisations"],
  ["place", "Places"],
  ["group", "Groups"],
  ["name", "Other names"],
  ["time", "Times"],
  ["quantity", "Quantities"],
  ["quotation", "Quotations"],
  ["event", "Events"],
];
const LAYER_OF_LABEL = { PERSON: "person", ORG: "organisation", GPE: "place", LOC: "place", FAC: "place", NORP: "group" };

/** From code points, in which the offsets are told, to the units of a JavaScript string. */
function unitsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => offset;
  const units = [0];
  for (const character of text) units.push(units[units.length - 1] + character.length);
  return (offset) => units[Math.min(offset, units.length - 1)];
}

/** All marks of an article: layer, span in code points, and where the annotation stands. */
function marksOf(article) {
  const found = [];
  const add = (layer, span, list, number, extra) =>
    found.push({ layer, start: span[0], end: span[1], list, number, ...extra });
  (article.entities || []).forEach((entity, number) => {
    for (const mention of entity.m || []) {
      add(LAYER_OF_LABEL[entity.l] || "name", mention, "entities", number, { mention: mention[2] });
    }
  });
  for (const [layer, list] of [["time", "times"], ["quantity", "quantities"], ["event", "events"]]) {
    (article[list] || []).forEach((each, number) => add(layer, each.s, list, number));
  }
  (article.quotes || []).forEach((quote, number) => {
    for (const span of quote.s) add("quotation", span, "quotes", number);
  });
  return found.filter((mark) => mark.end > mark.start);
}

/**
 * Nest the marks of a stretch of text: a list of {start, end, mark?, inside?}, in order and without gaps.
 * A mark that crosses the end of the one around it is continued after it; `isRest` says so.
 */
function nested(start, end, marks) {
  const waiting = marks
    .filter((mark) => mark.start < end && mark.end > start)
    .map((mark) => ({ mark, start: Math.max(mark.start, start), end: Math.min(mark.end, end), isRest: mark.start < start }))
    .sort(byPlace);
  return nest(start, end, waiting);
}

function byPlace(one, other) {
  return one.start - other.start || other.end - one.end;
}

function nest(start, end, waiting, depth = 0) {
  if (depth === DEEPEST) return start < end ? [{ start, end }] : [];
  const pieces = [];
  let at = start;
  let next = 0;
  while (next < waiting.length) {
    const outer = waiting[next];
    next += 1;
    if (outer.start > at) pieces.push({ start: at, end: outer.start });
    const inner = [];
    const rests = [];
    while (next < waiting.length && waiting[next].start < outer.end) {
      const each = waiting[next];
      next += 1;
      inner.push(each.end > outer.end ? { ...each, end: outer.end } : each);
      if (each.end > outer.end) rests.push({ ...each, start: outer.end, isRest: true });
    }
    pieces.push({ start: outer.start, end: outer.end, mark: outer.mark, isRest: outer.isRest, inside: nest(outer.start, outer.end, inner, depth + 1) });
    at = outer.end;
    if (rests.length > 0) {
      waiting = [...rests, ...waiting.slice(next)].sort(byPlace);
      next = 0;
    }
  }
  if (at < end) pieces.push({ start: at, end });
  return pieces;
}
