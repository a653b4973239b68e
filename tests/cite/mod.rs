//! Citations: what is found in a text, what it means, what is said of works; and `congbao cite`, which shows it.

mod find;
mod gold;
mod laws;
mod meaning;
mod party;
mod pinpoints;
mod resolution;
mod site_types;
mod text;
mod truth;
