//! What makes pages: the compiled templates and the files of a site theme.
//!
//! In: a theme; a page, and a [`World`] with all that pages are made of. Out: the bytes of any page.

use super::views::Scene;
use super::views::frame::{Frame, FrameFiles};
use super::{Page, TEMPLATES, World, pages};
use crate::content::config::Config;
use crate::diagnostic::Diagnostic;
use crate::render::Asset;
use crate::render::templates::Templates;
use crate::trace::{Noted, kinds};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Makes pages: compiled templates and the theme's assets. Shared by all threads.
#[derive(Debug)]
pub struct Renderer {
    pub(super) templates: Templates,
    pub(super) assets: Noted<Vec<Asset>, { kinds::ASSETS }>,
    /// What is drawn around pages, which the style sheet says: read once.
    around: Option<(String, String)>,
}

impl Renderer {
    /// A renderer with the site's own templates (`themes/<name>/templates/`: file name → text) over the built-in ones.
    ///
    /// # Errors
    /// `template-error` for a template that cannot be read.
    pub fn new(config: &Config, templates: &BTreeMap<String, String>, assets: &[Asset]) -> Result<Self, Diagnostic> {
        Ok(Self {
            templates: Templates::new(config, TEMPLATES, templates)?,
            assets: assets.to_vec().into(),
            around: pages::offline::around(assets),
        })
    }

    /// The site's own templates (file name → text).
    pub const fn own_templates(&self) -> &BTreeMap<String, String> {
        self.templates.own()
    }

    /// Writes the bytes of `page`, of any kind. There is no other way to make a page.
    ///
    /// # Errors
    /// See [`MakeError`].
    ///
    /// # Panics
    /// Never for pages of the site that `world` holds; an index from another site's plan is out of bounds.
    pub fn make(&self, world: &World<'_>, page: &Page, out: &mut dyn Write) -> Result<(), MakeError> {
        pages::make(self, world, page, out)
    }

    /// The bytes of `page` in memory.
    ///
    /// # Errors
    /// What is wrong with the page.
    pub fn bytes(&self, world: &World<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        match pages::write_or_give(self, world, page, &mut bytes) {
            // A page that was made in one piece is not copied.
            Ok(made) if bytes.is_empty() => Ok(made),
            Ok(_) => Ok(bytes),
            Err(MakeError::Page(problem)) => Err(problem),
            // Memory takes all, but what packs an archive has bounds of its own.
            Err(MakeError::Output(error)) => {
                Err(Diagnostic::error("file-unreadable").with("reason", error.to_string()))
            }
        }
    }

    /// What is around a page.
    pub(super) fn frame<'a>(&self, scene: Scene<'a>, page: &Page, heading: &str) -> Frame<'a> {
        Frame::new(scene, FrameFiles { assets: &self.assets, around: &self.around }, &page.address, heading)
    }
}

/// Why a page was not made.
#[derive(Debug)]
pub enum MakeError {
    /// What is wrong with it: a template of the site's own, a file that changed since it was read.
    Page(Diagnostic),
    /// What its bytes were written to.
    Output(io::Error),
}

impl From<Diagnostic> for MakeError {
    fn from(problem: Diagnostic) -> Self {
        Self::Page(problem)
    }
}

impl From<io::Error> for MakeError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
