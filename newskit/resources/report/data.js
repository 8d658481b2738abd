"use strict";
// The data of the page: the index that is read at the start, and the articles in chunks that are read when opened.

/** Undo base64 and gzip, and parse the JSON that comes out. */
async function unpack(packed) {
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(packed) : Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** The numbers behind steps: each step is the distance from the number before. */
function numbersOf(steps) {
  let last = 0;
  return steps.map((step) => (last += step));
}

/** What two ascending lists of numbers have in common. */
function inBoth(one, other) {
  const found = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) {
      found.push(one[i]);
      i += 1;
      j += 1;
    } else if (one[i] < other[j]) i += 1;
    else j += 1;
  }
  return found;
}

/** The place of the last number that is not above the one wanted; the numbers ascend from 0. */
function placeIn(firsts, wanted) {
  let low = 0;
  let high = firsts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (firsts[middle] <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a text has all the words; case does not matter. */
function hasWords(text, words) {
  const folded = text.toLowerCase();
  return words.every((word) => folded.includes(word));
}

function wordsOf(query) {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

const waitingForScripts = new Map();

/** Called by the files beside the page. */
function newskitArticles(number, packed) {
  waitingForScripts.get(number)?.(packed);
}

/** The articles: reads a chunk once and keeps the last few. */
class Articles {
  constructor(chunks) {
    this.firsts = chunks.firsts;
    this.beside = chunks.beside;
    this.kept = new Map();
  }

  async get(number) {
    const chunk = placeIn(this.firsts, number);
    return (await this.chunk(chunk))[number - this.firsts[chunk]];
  }

  async chunk(number) {
    if (!this.kept.has(number)) {
      this.kept.set(number, this.packed(number).then(unpack));
      if (this.kept.size > 8) this.kept.delete(this.kept.keys().next().value);
    }
    return this.kept.get(number);
  }

  packed(number) {
    return this.beside === null ? packedInPage(number) : packedBeside(this.beside, number);
  }
}

async function packedInPage(number) {
  const find = () => document.getElementById(`chunk${number}`);
  if (document.readyState === "loading" && !find()?.nextElementSibling) {
    await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready, { once: true }));
  }
  return find().textContent;
}

function packedBeside(folder, number) {
  return new Promise((ready, fail) => {
    const script = document.createElement("script");
    const name = `articles-${String(number).padStart(5, "0")}.js`;
    waitingForScripts.set(number, ready);
    script.src = `${encodeURIComponent(folder)}/${name}`;
    script.onerror = () => fail(new Error(`The articles are in the folder ${folder}, which has to lie beside this page.`));
    document.head.append(script);
  });
}
