//! Writes what editors need not type: a first site, next year's document, front matter in good order, and the schema by which
//! an editor program completes keys. Stands beside `import`: it ends where `content` begins.
//!
//! In: registries, the corpus, the text of a file. Out: texts of files and proposals; the commands read and write the
//! disk. Nothing is invented: what only an editor can know becomes a line `# TODO` with its reason.

pub mod draft;
pub mod first_site;
pub mod fmt;
pub mod schema;
pub mod shape;
