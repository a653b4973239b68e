//! How anyone checks that a copy of the site is what the office has published.
//!
//! In: the configuration, the office's public key. Out: one page, with commands that fit this site.

use crate::diagnostic::Diagnostic;
use crate::signing;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::{Job, Page, Renderer};
use serde::Serialize;

/// Address of the page.
pub const VERIFY: &str = "/kiem-tra/";

/// One page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(VERIFY, Job::Verify);
}

/// The page.
#[derive(Debug, Serialize)]
pub struct VerifyView<'a> {
    /// Base address of the site.
    pub site: &'a str,
    /// The office's key.
    pub key: Option<KeyView>,
    /// The command that checks everything.
    pub command: String,
    /// The commands that check the signature alone, with tools that everyone has.
    pub by_hand: Option<String>,
}

/// A public key.
#[derive(Debug, Serialize)]
pub struct KeyView {
    /// In one line.
    pub text: String,
    /// Its number.
    pub id: String,
}

/// The view.
pub fn view<'a>(scene: Scene<'a>) -> VerifyView<'a> {
    let site = scene.world.config.base_url.as_str();
    let key = scene.world.config.public_key.as_ref();
    let command = match key {
        Some(key) => format!("congbao verify {site} --public-key {}", key.text()),
        None => format!("congbao verify {site}"),
    };
    let by_hand = key.map(|key| {
        let (root, signature) = (signing::ROOT, signing::SIGNATURE);
        format!("curl -O {site}{root}\ncurl -O {site}{signature}\nminisign -Vm manifest.json -P {}", key.text())
    });
    let key = key.map(|key| KeyView { text: key.text(), id: key.id() });
    VerifyView { site, key, command, by_hand }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-verify");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name).described(scene.text("page-verify-lead"));
    renderer.templates.render("verify.html", &frame, "verify", &view(scene), &[])
}
