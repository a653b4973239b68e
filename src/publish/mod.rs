//! Publishes bytes: staged beside the output folder, switched by one rename, unchanged files untouched. This
//! room knows nothing of documents.
//!
//! In: [`Stage::begin`] with the output folder, then [`Stage::put`] for every file of the site (from any number of
//! threads). Out: [`Stage::commit`], after which the folder holds exactly what was put and the foreign files that
//! stood there. After a kill at any instant, the folder is the old site or the new one:
//!
//! ```text
//! output/                     the published site; `.congbao-manifest.tsv` in it lists what we wrote
//! output/.congbao-manifest/   that list in parts, where it is long
//! .congbao-output.lock        locked (by the operating system) while a build runs; stays, empty
//! .congbao-output.stat        how our files and folders lay on the disk when the last build ended; stays
//! .congbao-output.twin/       the second generation: the files of the site once more, as hard links; stays
//! .congbao-output.part/       what is new in the next site, while it is written
//! .congbao-output.new/        the next site while it is put together; becomes output/ by one exchange of names
//! .congbao-output.foreign     which files of others the next site has, until the previous one has gone
//! .congbao-output.gone/       the previous site while it becomes the second generation, or is deleted
//! .congbao-output.old/        only with `no_atomic`: the previous site between the two renames
//! .congbao-output.left-1/     what is left of a site that could not be deleted; the user is told
//! .congbao-output.kept/       files of others, laid during a build where the new site has its own; the user is told
//! .congbao-output.uploaded    what the web server has (`changes`); `.uploading`: what is on its way there
//! .congbao-output.scratch     what does not fit into memory while a build runs
//! .congbao-output.words       the words of all documents, where they are many
//! .congbao-output.manifest    a manifest on its way in
//! ```
//!
//! [`ledger`] keeps the list of every address that was ever published. `.congbao-addresses.tsv` in the output folder is
//! the site's own copy of it ([`published`] reads it): it comes with the switch, the ledger follows.

mod assemble;
pub mod changes;
mod commit;
mod error;
mod folders;
mod hash;
pub mod ledger;
mod leftovers;
mod linked;
mod manifest;
mod parts;
mod place;
mod previous;
mod public;
mod scratch;
mod seal;
mod site_list;
mod spelling;
mod stage;
mod switch;
mod tree;
mod twin;

pub use commit::Report;
pub use error::PublishError;
pub use manifest::MANIFEST;
pub use public::{SignatureState, signed_root};
pub use scratch::Scratch;
pub use site_list::{SITE_LIST, Stamp, published, stamp, texts as site_list_texts};
pub use spelling::{is_same_folder, is_within};
pub use stage::{PublishOptions, Stage};

#[cfg(test)]
mod tests;
