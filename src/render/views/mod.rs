//! What templates see: one serialisable view for each kind of page, made from the corpus, with every link ready.

pub mod check;
pub mod comparison;
pub mod data;
pub mod document;
pub mod frame;
pub mod home;
pub mod index;
pub mod list;
pub mod meaning;
pub mod message;
pub mod parts;
pub mod picture;
pub mod published;
pub mod reuse;
pub mod tasks;
pub mod timeline;
mod twins;
pub mod work;

use super::links::Links;
use super::world::World;
use crate::catalogue::{self, Language};

/// What every view is made with.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Corpus, plan, registries, configuration.
    pub world: &'a World<'a>,
    /// How this page links.
    pub links: &'a Links,
}

impl Scene<'_> {
    /// Language of the interface.
    pub fn language(&self) -> Language {
        self.world.config.language
    }

    /// A text of the catalogue.
    pub fn text(&self, key: &'static str) -> &'static str {
        catalogue::text(self.language(), key)
    }

    /// A text of the catalogue with arguments.
    pub fn fill(&self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        catalogue::fill(self.text(key), arguments)
    }
}
