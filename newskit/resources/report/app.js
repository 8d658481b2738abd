"use strict";
// The app: reads the index, follows the address, keeps focus and theme.

const THEMES = ["auto", "light", "dark"];

class App {
  constructor(report) {
    this.report = report;
    this.articles = new Articles(report.chunks);
    this.main = document.getElementById("main");
    this.trail = null;
    this.number = null;
    this.isFirst = true;
  }

  /** Put a view in place, name it, and let the focus begin there. */
  show(view, title, options) {
    this.main.replaceChildren(view);
    this.main.removeAttribute("aria-busy");
    document.title = title === this.report.title ? title : `${title} – ${this.report.title}`;
    if (options?.keepFocus) return;
    window.scrollTo(0, 0);
    if (!this.isFirst) this.main.focus({ preventScroll: true });
    this.isFirst = false;
  }

  isShown(view) {
    return this.main.firstElementChild === view;
  }

  async follow() {
    const [path, query] = location.hash.split("?");
    const parameters = new URLSearchParams(query || "");
    const article = path.match(/^#\/article\/(\d+)$/);
    this.number = article ? Number(article[1]) : null;
    try {
      if (article) await showArticle(this, this.number, parameters);
      else if (path === "#/articles") await showList(this, parameters);
      else if (path === "#/rejects") showRejects(this, parameters);
      else this.showOverview(path);
    } catch (error) {
      this.show(make("p", { class: "note", role: "alert" }, `This cannot be shown: ${error.message}`), "Not shown");
    }
    this.markContents(path);
  }

  showOverview(path) {
    const isThere = this.main.querySelector(".overview");
    if (!isThere) this.show(overview(this.report), this.report.title);
    const section = path.length > 2 && !path.startsWith("#/") ? document.getElementById(decodeURIComponent(path.slice(1))) : null;
    if (section) {
      section.scrollIntoView();
      section.focus({ preventScroll: true });
    } else if (isThere) window.scrollTo(0, 0);
  }

  contents() {
    const items = [["/articles", "All articles"], ...sectionsOf(this.report)];
    const links = items.map(([id, title]) => make("li", null, make("a", { href: `#${id}` }, title)));
    document.getElementById("contents").replaceChildren(make("ul", null, links));
  }

  markContents(path) {
    for (const link of document.querySelectorAll("#contents a")) {
      if (link.getAttribute("href") === path) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

/** Light, dark, or as the reader's system has it; remembered where the browser allows. */
function themeSwitch() {
  const button = document.getElementById("theme");
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    try {
      localStorage.setItem("newskit-theme", theme);
    } catch {
      // a page that may not remember still switches
    }
  };
  let kept = null;
  try {
    kept = localStorage.getItem("newskit-theme");
  } catch {
    // as above
  }
  set(THEMES.includes(kept) ? kept : "auto");
  button.addEventListener("click", () => set(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]));
}

async function start() {
  themeSwitch();
  const main = document.getElementById("main");
  if (typeof DecompressionStream === "undefined") {
    main.replaceChildren(make("p", { class: "note", role: "alert" }, "This report needs a browser of 2023 or later."));
    return;
  }
  const app = new App(await unpack(document.getElementById("index").textContent));
  app.contents();
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const words = document.getElementById("query").value.trim();
    location.hash = listAddress([], { q: words });
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  window.addEventListener("hashchange", () => app.follow());
  await app.follow();
  document.documentElement.dataset.ready = "true";
  performance.mark("ready");
}

start();
