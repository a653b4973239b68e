// The figures of the ranking, in one place, each with its reason. benches/search/fit.mjs tries others.
//
// A passage, and in it an article, is worth the sum over the terms of the query (words, and pairs of neighbours) of how rare the term
// is times tf / (tf + 1.2), where tf counts occurrences in the text, five times those in the title and twice those in the heading
// (BM25F: Robertson, Zaragoza, "The probabilistic relevance framework", 2009). The index has these sums for passages; the texts of the
// best are read, and their articles ranked by the same sums, divided by what the query could have at most, and by order and marks.

// Words of a query that are looked at: the longest question of the trade has sixty.
export const MOST_WORDS = 64;
// Readings of a query: with words of the law, short forms written out.
export const MOST_VARIANTS = 7;
// Pairs that are looked up: 12 find the article of a question among the first ten in 92.5 of 100, 16 in 93.6, all of them in 93.7.
export const MOST_PAIRS = 16;
// Terms that a search may ask for, with all that only helps.
export const MOST_TERMS = 24;
// Words that may be mistyped, how many words one letter off are tried for each, how many of these are kept.
export const MOST_DOUBTED = 4;
export const MOST_NEAR = 8;
export const MOST_GUESSES = 4;
// Passages whose texts are read: of 100 right ones 94 are among 8, 95 among 12, 96 among 16. Long ones are fewer, so that a query costs
// no more than so many bytes of text, whatever the client has already.
export const MOST_TEXTS = 12;
export const TEXT_BYTES = 22000;
// Of terms and texts together; and of texts at least, however many terms there are.
export const QUERY_BYTES = 38500;
export const LEAST_BYTES = 10000;
// Passages that are worth less than this share of the best are not read, but for the first few.
export const FAR = 0.4;
export const NEAREST = 4;
// Of one document, so that a long one does not hide others; a question of more words is about one law, and its article may be in any.
export const EACH = 2;
export const SHORT = 8;

// What one place of the query weighs: a pair; a word that stands in none; a word that was guessed.
export const PAIR = 1;
export const SINGLE = 0.4;
export const GUESS = 0.6;

// BM25F. Half of the best is reached by 1.2 mentions; a text twice the usual length counts 0.57 times; a word of the title counts 5.
export const HALF = 1.2;
export const LENGTH = 0.75;
export const TITLE = 5;
export const HEADING = 2;
// The parts of a score: BM25F, and the order in which the words stand. Together 100.
export const BY_TERMS = 50;
export const BY_ORDER = 50;
// A title that has what was asked says that the document is about it, the more so the less else it says: this share for any title, the rest
// by how much of it was asked. Without it, 52 of 100 queries of people came out right at first, with it 66; questions are the same.
export const BY_TITLE = 20;
export const ANY_TITLE = 0.3;
// Who types all of a title of two words or more names the document: "quyền của công đoàn" is first of all about the Law on Trade Unions.
export const BY_WHOLE_TITLE = 6;
// All the words of the query in one run, in hundredths of the order.
export const WHOLE = 60;
// What a reading is worth that is not as typed: one letter off, two letters swapped, which is likelier; a short form written out, so that
// what is written alike comes first; other words for what people say; each against what is typed.
export const GUESSED = [0.92, 0.93];
export const SHORTENED = 0.85;
export const SAID = 0.97;
// "mới nhất" is answered by hits that are worth this share of the best, newest first.
export const NEWEST = 0.85;
// A hit of fewer points stands below a line: what was asked stands there in part.
export const WEAK = 38;
// So does one of less than this share of the best, of which 100 points count at most.
export const FAINT = 0.6;
// Among equals the newer one, by points in twenty years; what is out of force comes after.
export const NEWER = 2;
export const LAPSED = 6;
export const OUT = ["expired", "withdrawn", "replaced", "suspended", "not-yet"];
// What a document gains by its own number: asked for alone or whole; beside other words; without its year. A section by naming it.
export const OWN = 200;
export const OWN_PARTLY = 30;
export const OWN_SOFTLY = 25;
export const NAMED = 60;
