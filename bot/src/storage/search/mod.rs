//! Search: texts and questions pass the same normaliser, so that both databases only compare words.
//! Nothing a person typed reaches a database's own query language.

mod stop_words;
#[cfg(test)]
mod tests;
mod words;

use words::{IN_QUESTIONS, IN_TEXTS, Lemmas, fold, is_known, tokens};

use super::Backend;

/// The longest normalised text, in bytes: Postgres indexes no more than a megabyte of a text.
const LONGEST: usize = 256 * 1024;

/// How many words of a question count.
const WORDS: usize = 16;

/// How many letters the beginning of a word needs to stand for it: Cyrillic, others.
const BEGINNING: (usize, usize) = (3, 4);

/// What is stored in a column `search_text`: the first forms of all words. The same text gives the same result,
/// until the normaliser changes; then stored texts are to be normalised anew.
pub fn normalise(text: &str) -> String {
    let lemmas = Lemmas::new(IN_TEXTS);
    let mut normal = String::new();
    for lemma in tokens(text).iter().flat_map(|word| lemmas.of(word)) {
        if normal.len() + 1 + lemma.len() > LONGEST {
            break;
        }
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(&lemma);
    }
    normal
}

/// Reads what a person searches for. All words must occur, in any form and order; words such as «и» or "the" only
/// count when there are no others; the last word, if no
/// dictionary has it, may be the beginning of a first form («воландем», but not "runni", since "run" is stored).
pub fn query(text: &str) -> SearchQuery {
    let words = tokens(text);
    let telling: Vec<&String> = words.iter().filter(|word| !stop_words::is_one(word)).collect();
    let counted = if telling.is_empty() { words.iter().collect() } else { telling };
    let lemmas = Lemmas::new(IN_QUESTIONS);
    let last = words.last();
    let parts = counted
        .into_iter()
        .take(WORDS)
        .map(|word| Part {
            any_of: lemmas.of(word),
            beginning: (Some(word) == last && may_be_a_beginning(word)).then(|| fold(word)),
        })
        .collect();
    SearchQuery { parts }
}

fn may_be_a_beginning(word: &str) -> bool {
    let enough = if word.is_ascii() { BEGINNING.1 } else { BEGINNING.0 };
    word.chars().count() >= enough && !word.chars().all(char::is_numeric) && !is_known(word)
}

/// What a person searches for, as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    parts: Vec<Part>,
}

/// One of these words occurs, or one that begins so. They are letters and digits only.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    any_of: Vec<String>,
    beginning: Option<String>,
}

impl SearchQuery {
    /// Whether there is nothing to search for. A database is not asked then.
    pub const fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The value for the parameter of [`SearchIndex::sql`].
    pub fn value(&self, backend: Backend) -> String {
        let (quote, or, and, beginning) = match backend {
            Backend::Sqlite => ('"', " OR ", " AND ", "*"),
            Backend::Postgres => ('\'', " | ", " & ", ":*"),
        };
        let part = |part: &Part| {
            let mut words: Vec<String> =
                part.any_of.iter().map(|word| format!("{quote}{word}{quote}")).collect();
            words.extend(part.beginning.iter().map(|word| format!("{quote}{word}{quote}{beginning}")));
            format!("({})", words.join(or))
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join(and)
    }
}

/// A table with a search index, as `atelier_migration::search::add_search_index` makes it.
#[derive(Clone, Copy, Debug)]
pub struct SearchIndex {
    pub table: &'static str,
    /// An integer primary key.
    pub id_column: &'static str,
    /// Holds what [`normalise`] gives.
    pub text_column: &'static str,
}

/// Parts of a statement: `SELECT … FROM table {join} WHERE {condition} AND … ORDER BY {best_first}, …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchSql {
    pub join: String,
    pub condition: String,
    pub best_first: String,
}

impl SearchIndex {
    /// The parts of a statement whose parameter with this number is [`SearchQuery::value`].
    pub fn sql(self, backend: Backend, parameter: usize) -> SearchSql {
        let Self { table, id_column, text_column } = self;
        match backend {
            Backend::Sqlite => {
                let index = format!("{table}_search");
                SearchSql {
                    join: format!("JOIN {index} ON {index}.rowid = {table}.{id_column}"),
                    condition: format!("{index} MATCH ${parameter}"),
                    best_first: format!("bm25({index})"),
                }
            }
            Backend::Postgres => {
                let text = format!("to_tsvector('simple', {table}.{text_column})");
                let question = format!("to_tsquery('simple', ${parameter})");
                // 1: a match in a long text counts for less, as it does in bm25.
                SearchSql {
                    join: String::new(),
                    condition: format!("{text} @@ {question}"),
                    best_first: format!("ts_rank_cd({text}, {question}, 1) DESC"),
                }
            }
        }
    }
}
