//! Writes what editors need not type: a first site, next year's document, front matter in good order, the schema by
//! which an editor program completes keys, the form on which documents are written in a browser. Stands beside
//! `import`: it ends where `content` begins.
//!
//! In: registries, the corpus, the text of a file. Out: texts of files and proposals; the commands read and write the
//! disk. Nothing is invented: what only an editor can know becomes a line `# TODO` with its reason.
//!
//! ## How files are written
//!
//! `writing::shape` says what each key of the files that people write must hold, on top of the readers' own tables of
//! keys and words; schemas (`writing::schema`), the form (`writing::cms`) and the formatter follow it, so none of them
//! can know a key that the others do not. `writing::fmt` edits lines, never reserialises: each step is taken back
//! unless the YAML reader reads the same before and after it. Repairs are `Offer`s, edits that a person accepts.
//! `writing::draft` makes a new document; `writing::draft::references` says what is known of all that the old one
//! cites. The samples of `congbao init` are the files in `writing/site`, remarks in both languages in one file (`#vi`,
//! `#en`).

pub mod cms;
pub mod draft;
pub mod first_site;
pub mod fmt;
pub mod review;
pub mod schema;
pub mod shape;
