-- newskit export --format sqlite: the tables. Origin: newskit's own. Licence: Apache-2.0.
-- Offsets are Unicode code points into articles.text, half-open.

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  article_id TEXT NOT NULL,
  url TEXT,
  canonical_url TEXT,
  headline TEXT,
  description TEXT,
  publisher TEXT,
  date_published TEXT,
  date_modified TEXT,
  section TEXT,
  language TEXT,
  is_accessible_for_free INTEGER,
  text TEXT,
  text_sha256 TEXT,
  duplicate_of TEXT,
  duplicate_kind TEXT,
  source TEXT,
  extra TEXT
);
CREATE TABLE authors (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  url TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE agencies (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE keywords (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE images (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  url TEXT,
  caption TEXT,
  credit TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE blocks (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE sentences (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE tokens (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE entities (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  entity_id TEXT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  country TEXT,
  wikidata TEXT,
  confidence REAL
);
CREATE TABLE entity_names (
  entity INTEGER NOT NULL REFERENCES entities(id),
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (entity, kind, position)
) WITHOUT ROWID;
CREATE TABLE mentions (
  entity INTEGER NOT NULL REFERENCES entities(id),
  position INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (entity, position)
) WITHOUT ROWID;
CREATE TABLE times (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT,
  mod TEXT,
  anchor TEXT,
  interval_start TEXT,
  interval_end TEXT
);
CREATE TABLE quantities (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  value REAL,
  bound TEXT NOT NULL,
  unit TEXT,
  low REAL,
  high REAL,
  of_start INTEGER,
  of_end INTEGER,
  of TEXT,
  part_of INTEGER REFERENCES quantities(id)
);
CREATE TABLE quotes (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  polarity TEXT NOT NULL,
  cue_start INTEGER,
  cue_end INTEGER,
  cue TEXT,
  cue_lemma TEXT
);
CREATE TABLE quote_contents (
  quote INTEGER NOT NULL REFERENCES quotes(id),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (quote, position)
) WITHOUT ROWID;
CREATE TABLE quote_speakers (
  quote INTEGER NOT NULL REFERENCES quotes(id),
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  entity INTEGER REFERENCES entities(id),
  PRIMARY KEY (quote, position)
) WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT NOT NULL,
  lemma TEXT NOT NULL,
  class TEXT,
  modality TEXT NOT NULL,
  negated INTEGER NOT NULL,
  time INTEGER REFERENCES times(id)
);
CREATE TABLE event_participants (
  event INTEGER NOT NULL REFERENCES events(id),
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  entity INTEGER REFERENCES entities(id),
  PRIMARY KEY (event, role, position)
) WITHOUT ROWID;
CREATE TABLE summaries (
  article INTEGER NOT NULL REFERENCES articles(id),
  question TEXT NOT NULL,
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (article, question, position)
) WITHOUT ROWID;
CREATE TABLE keyphrases (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  score REAL NOT NULL,
  mentions INTEGER NOT NULL,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE TABLE topics (
  article INTEGER NOT NULL REFERENCES articles(id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (article, code)
) WITHOUT ROWID;
CREATE TABLE provenance (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  stage TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,
  model TEXT,
  PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE articles_fts USING fts5(headline, description, text, content='articles', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
