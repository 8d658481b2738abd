"use strict";
// Elements: whatever comes from an article is put in as text, never as HTML.

/** Make an element (`svg:a` is one of SVG); attributes that are null or false are left out, functions listen. */
function make(tag, attributes, ...children) {
  const element = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const wholeNumbers = new Intl.NumberFormat("en");
const anyNumbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const shortNumbers = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

function count(number, one, many) {
  return `${wholeNumbers.format(number)} ${number === 1 ? one : many || `${one}s`}`;
}

function named(kind, code) {
  try {
    return new Intl.DisplayNames(["en"], { type: kind }).of(code) || code;
  } catch {
    return code;
  }
}

/** A link to another site, only for addresses of the web. */
function outward(address) {
  if (!/^https?:\/\//i.test(address)) return address;
  return make("a", { href: address, rel: "noopener noreferrer external", target: "_blank" }, address);
}

/** The address of the list of articles behind some values, and what else is asked of it. */
function listAddress(filters, more) {
  const asked = new URLSearchParams();
  for (const [figure, key] of filters) asked.append("f", `${figure}:${key}`);
  for (const [name, value] of Object.entries(more || {})) if (value) asked.set(name, value);
  return `#/articles?${asked}`;
}

/**
 * One stop of the tab key for many elements: the arrow keys go from one to the next, Home and End to the ends.
 */
function roving(container, selector) {
  const all = () => [...container.querySelectorAll(selector)];
  all().forEach((each, number) => each.setAttribute("tabindex", number === 0 ? "0" : "-1"));
  const choose = (element) => {
    for (const each of all()) each.setAttribute("tabindex", each === element ? "0" : "-1");
  };
  container.addEventListener("focusin", (event) => {
    const reached = event.target.closest(selector);
    if (reached) choose(reached);
  });
  container.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const list = all();
    const here = list.indexOf(document.activeElement);
    if (here < 0 || (step === undefined && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const there = event.key === "Home" ? 0 : event.key === "End" ? list.length - 1 : here + step;
    list[Math.min(Math.max(there, 0), list.length - 1)].focus();
  });
  return container;
}
