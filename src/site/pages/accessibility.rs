//! What is known of the accessibility of the site, as its editors wrote it down.
//!
//! In: `content/accessibility.yaml`. Out: one page; none where there is no such file. It repeats what was tried, when
//! and with what, and judges nothing.

use crate::content::registry::{Accessibility, AxeRun, Trial, TrialState};
use crate::diagnostic::Diagnostic;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::views::parts::Link;
use crate::site::{Job, Page, Renderer};
use crate::text::date::vietnamese_day;
use serde::Serialize;
use std::borrow::Cow;

/// Address of the page.
pub const ACCESSIBILITY: &str = "/tro-nang/";

/// One page, where something is known.
pub(super) fn plan(planner: &mut Planner<'_>) {
    if *planner.input.registries.accessibility != Accessibility::default() {
        planner.add(ACCESSIBILITY, Job::Accessibility);
    }
}

#[derive(Serialize)]
struct AccessibilityView<'a> {
    axe: Option<AxeView<'a>>,
    trials: Vec<TrialView<'a>>,
}

#[derive(Serialize)]
struct AxeView<'a> {
    /// "Ngày 30/11/2026, axe 4.10.3 trên Chromium 131 đã xem 57 trang …".
    summary: String,
    views: &'a [String],
    pages: Vec<Link<'a>>,
    found: Vec<FoundView<'a>>,
}

#[derive(Serialize)]
struct FoundView<'a> {
    rule: &'a str,
    what: &'a str,
    page: Option<Link<'a>>,
}

#[derive(Serialize)]
struct TrialView<'a> {
    iso: String,
    day: String,
    who: &'a str,
    with: &'a str,
    tried: &'a str,
    found: Option<&'a str>,
    state: &'static str,
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let known = &scene.world.registries.accessibility;
    let view = AccessibilityView {
        axe: known.axe.as_ref().map(|run| axe(scene, run)),
        trials: known.trials.iter().map(|one| trial(scene, one)).collect(),
    };
    let name = scene.text("page-accessibility");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name);
    renderer.templates.render("accessibility.html", &frame, "accessibility", &view, &[])
}

fn axe<'a>(scene: Scene<'a>, run: &'a AxeRun) -> AxeView<'a> {
    let values = [
        ("day", &*vietnamese_day(run.day)),
        ("version", &*run.version),
        ("browser", &*run.browser),
        ("count", &*run.pages.len().to_string()),
    ];
    AxeView {
        summary: scene.fill("page-accessibility-run", &values),
        views: &run.views,
        pages: run.pages.iter().map(|address| link(scene, address)).collect(),
        found: run
            .found
            .iter()
            .map(|one| FoundView {
                rule: &one.rule,
                what: &one.what,
                page: one.page.as_ref().map(|address| link(scene, address)),
            })
            .collect(),
    }
}

/// An address within the site; a link where there is still a page.
fn link<'a>(scene: Scene<'a>, address: &'a str) -> Link<'a> {
    Link { href: scene.world.link(scene.links, address), text: Cow::Borrowed(address) }
}

fn trial<'a>(scene: Scene<'a>, trial: &'a Trial) -> TrialView<'a> {
    TrialView {
        iso: trial.day.to_string(),
        day: vietnamese_day(trial.day),
        who: &trial.who,
        with: &trial.with,
        tried: &trial.tried,
        found: trial.found.as_deref(),
        state: scene.text(match trial.state {
            TrialState::Good => "page-accessibility-good",
            TrialState::Open => "page-accessibility-open",
            TrialState::Mended => "page-accessibility-mended",
        }),
    }
}
