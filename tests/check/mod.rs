//! `congbao check` and the words of all problems: the rules, the broken sites, the catalogue of messages.

mod broken_files;
mod broken_sites;
mod messages;
mod rules;
