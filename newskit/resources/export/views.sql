-- newskit export --format sqlite: indices, made after the rows, and views. Origin: newskit's own. Licence: Apache-2.0.

CREATE INDEX articles_by_article_id ON articles(article_id);
CREATE INDEX articles_by_date ON articles(date_published);
CREATE INDEX articles_by_publisher ON articles(publisher);
CREATE INDEX articles_by_duplicate ON articles(duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX entities_by_article ON entities(article);
CREATE INDEX entities_by_name ON entities(label, name);
CREATE INDEX entities_by_wikidata ON entities(wikidata) WHERE wikidata IS NOT NULL;
CREATE INDEX mentions_by_article ON mentions(article);
CREATE INDEX times_by_article ON times(article);
CREATE INDEX times_by_value ON times(value);
CREATE INDEX quantities_by_article ON quantities(article);
CREATE INDEX quantities_by_part_of ON quantities(part_of) WHERE part_of IS NOT NULL;
CREATE INDEX quotes_by_article ON quotes(article);
CREATE INDEX quote_speakers_by_entity ON quote_speakers(entity) WHERE entity IS NOT NULL;
CREATE INDEX events_by_article ON events(article);
CREATE INDEX events_by_lemma ON events(lemma);
CREATE INDEX events_by_time ON events(time) WHERE time IS NOT NULL;
CREATE INDEX event_participants_by_entity ON event_participants(entity) WHERE entity IS NOT NULL;
CREATE INDEX keyphrases_by_name ON keyphrases(name);
CREATE INDEX topics_by_code ON topics(code);

CREATE VIEW names AS
  SELECT label, name, wikidata, country, count(DISTINCT article) AS articles, sum(n) AS mentions
  FROM (SELECT e.*, (SELECT count(*) FROM mentions m WHERE m.entity = e.id) AS n FROM entities e)
  GROUP BY label, coalesce(wikidata, name)
  ORDER BY articles DESC, mentions DESC, name;
CREATE VIEW speakers AS
  SELECT coalesce(e.name, s.text) AS name, e.wikidata, count(*) AS quotes, count(DISTINCT q.article) AS articles,
    sum(q.polarity = 'denies') AS denies, sum(q.polarity = 'accuses') AS accuses, sum(q.kind = 'direct') AS direct
  FROM quote_speakers s JOIN quotes q ON q.id = s.quote LEFT JOIN entities e ON e.id = s.entity
  GROUP BY coalesce(e.wikidata, e.name, s.text)
  ORDER BY quotes DESC, 1;
CREATE VIEW who_said_what AS
  SELECT a.article_id, a.date_published, a.publisher, coalesce(e.name, s.text) AS speaker, q.cue, q.polarity, q.kind,
    q.name AS said
  FROM quotes q JOIN articles a ON a.id = q.article
    LEFT JOIN quote_speakers s ON s.quote = q.id LEFT JOIN entities e ON e.id = s.entity
  ORDER BY q.id, s.position;
CREATE VIEW timeline AS
  SELECT t.value, t.type, t.name AS words, a.article_id, a.headline, s.text AS sentence
  FROM times t JOIN articles a ON a.id = t.article
    LEFT JOIN sentences s ON s.article = t.article AND s.start <= t.start AND s."end" >= t."end"
  WHERE t.value GLOB '[0-9]*'
  ORDER BY t.value, t.id;
