//! What other sites may show in a frame: one page, `/nhung/`, that shows a document or a list by its query
//! (`?van-ban=…`, `?chu-de=…&so=5`), by the elements of `lien-ket.mjs`; and `/frames.map`, by which a web server lets
//! the hosts of `embed:` frame it, and nobody any other page.
//!
//! In: the configuration. Out: both, where it names hosts; nothing else.
//!
//! One page for all documents, since a page for each would double the files of a site for what few portals need.

use crate::diagnostic::Diagnostic;
use crate::render::links::base_path;
use crate::site::pages::linker::LINKER;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Job, Page, Renderer};
use serde::Serialize;
use std::io::{self, Write};

/// Address of the page.
pub const EMBEDDED: &str = "/nhung/";
/// Address of the list for web servers.
pub const FRAMES: &str = "/frames.map";

/// The page.
#[derive(Debug, Serialize)]
pub struct EmbeddedView {
    /// Link to the script that fills it; it makes no links, since nothing of the page is text of others.
    pub script: String,
}

/// The page and the list, where somebody may frame it.
pub(super) fn plan(planner: &mut Planner<'_>) {
    if planner.input.config.embed.is_empty() {
        return;
    }
    planner.add(EMBEDDED, Job::Embedded);
    planner.add(FRAMES, Job::Frames);
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let mut frame = renderer.frame(scene, page, scene.text("page-embedded"));
    (frame.noindex, frame.canonical) = (true, None);
    let view = EmbeddedView { script: format!("{}?trong=", scene.links.to(LINKER)) };
    renderer.templates.render("embedded.html", &frame, "embedded", &view, &[])
}

/// Who may frame the page, as nginx reads it: it asks for the file of the page once it has found it. Apache asks for
/// the address, then for the file; its maps end a value at a space, so its lines have none.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_frames(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let root = base_path(&world.config.base_url).trim_end_matches('/');
    let hosts = world.config.embed.join(" ");
    writeln!(out, "\"{root}{EMBEDDED}index.html\" \"{hosts}\";")?;
    let plain = hosts.replace(' ', "%20");
    writeln!(out, "\"apache:{root}{EMBEDDED}\" \"{plain}\";")?;
    writeln!(out, "\"apache:{root}{EMBEDDED}index.html\" \"{plain}\";")
}
