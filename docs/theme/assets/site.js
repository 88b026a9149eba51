// The two things that a page does: it switches between light and dark, and it searches without minding diacritics.
"use strict";

const root = document.documentElement;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// On small screens the menu begins closed.
const menu = document.querySelector(".menu > details");
if (menu && matchMedia("(max-width: 60rem)").matches) menu.open = false;

// Search. "cáp quang", "CAP QUANG" and "cap quang" are one: every letter is compared by its base, one for one, so that a
// place in the folded text is the same place in the text.
const fold = (text) =>
  Array.from(text.normalize("NFC"), (c) => {
    const base = c === "đ" || c === "Đ" ? "d" : c.normalize("NFD")[0].toLowerCase();
    return c.length === 1 && base.length === 1 ? base : " ".repeat(c.length);
  }).join("");

const input = document.getElementById("search");
const results = document.getElementById("results");
let index;

async function load() {
  if (!index) {
    const response = await fetch(`${input.dataset.base}/search/search_index.json`);
    index = (await response.json()).docs.map((doc) => {
      const text = doc.text.replace(/\s+/g, " ").normalize("NFC");
      const title = doc.title.normalize("NFC");
      return { ...doc, title, text, folded: fold(text), foldedTitle: fold(title) };
    });
  }
  return index;
}

function score(doc, words, phrase) {
  let total = 0;
  for (const word of words) {
    const start = new RegExp(`(^|[^a-z0-9])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
    if (start.test(doc.foldedTitle)) total += 12;
    else if (start.test(doc.folded)) total += 2;
    else return 0;
  }
  if (doc.foldedTitle.includes(phrase)) total += 20;
  else if (doc.folded.includes(phrase)) total += 6;
  if (doc.location.startsWith(input.dataset.lang)) total += 100;
  return total;
}

function marked(text, folded, words, from, to) {
  const holder = document.createElement("span");
  let at = from;
  while (at < to) {
    const next = words
      .map((word) => [folded.indexOf(word, at), word.length])
      .filter(([place]) => place >= 0 && place < to)
      .sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
    if (!next) break;
    holder.append(text.slice(at, next[0]));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(next[0], next[0] + next[1]);
    holder.append(mark);
    at = next[0] + next[1];
  }
  holder.append(text.slice(at, to));
  return holder;
}

function show(found, words, phrase) {
  results.replaceChildren();
  for (const doc of found) {
    const link = document.createElement("a");
    link.href = `${input.dataset.base}/${doc.location}`;
    link.setAttribute("role", "option");
    const title = document.createElement("strong");
    title.append(marked(doc.title, doc.foldedTitle, words, 0, doc.title.length));
    link.append(title);
    const place = [doc.folded.indexOf(phrase), doc.folded.indexOf(words[0]), 0].find((p) => p >= 0);
    const from = Math.max(0, doc.text.lastIndexOf(" ", Math.max(0, place - 40)));
    const to = doc.text.length < from + 150 ? doc.text.length : doc.text.lastIndexOf(" ", from + 150);
    const excerpt = document.createElement("small");
    excerpt.append(from > 0 ? "… " : "", marked(doc.text, doc.folded, words, from, to), to < doc.text.length ? " …" : "");
    link.append(excerpt);
    results.append(link);
  }
  if (!found.length) {
    const none = document.createElement("p");
    none.textContent = input.dataset.none;
    results.append(none);
  }
  results.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

function close() {
  results.hidden = true;
  input.setAttribute("aria-expanded", "false");
}

async function search() {
  const phrase = fold(input.value).replace(/\s+/g, " ").trim();
  if (phrase.length < 2) return close();
  const words = phrase.split(" ");
  const docs = await load();
  const scored = docs.map((doc) => [score(doc, words, phrase), doc]).filter(([points]) => points > 0);
  scored.sort((a, b) => b[0] - a[0]);
  if (fold(input.value).replace(/\s+/g, " ").trim() === phrase) show(scored.slice(0, 12).map(([, doc]) => doc), words, phrase);
}

input.addEventListener("input", search);
input.addEventListener("focus", search);
document.addEventListener("click", (event) => event.target.closest(".search") || close());
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/input|textarea/i.test(document.activeElement.tagName)) {
    event.preventDefault();
    input.focus();
  }
  if (results.hidden) return;
  const links = [...results.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] || input).focus();
  } else if (event.key === "Enter" && document.activeElement === input && links[0]) links[0].click();
});
// A search can be linked to, as in ?q=cap+quang.
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  input.value = asked;
  search();
}
