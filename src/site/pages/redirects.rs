//! Addresses that lead to another page: those of the configuration, of documents that moved, of works that became
//! better known; and the plain lists of them for web servers.
//!
//! In: configuration, ledger, the pages planned so far. Out: when the pages exist, their bytes.

use crate::content::registry::tenure::split_key;
use crate::diagnostic::Diagnostic;
use crate::render::links::{absolute, base_path};
use crate::site::pages::forms::akoma::iri::server_rules;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Job, Page, RedirectFormat, Renderer};
use serde::Serialize;
use std::io::{self, Write};

/// A page that leads to another.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// Link to the new page.
    pub href: String,
}

/// Address of a list for web servers.
pub const fn redirect_list_address(format: RedirectFormat) -> &'static str {
    match format {
        RedirectFormat::Nginx => "/redirects.map",
        RedirectFormat::Gone => "/gone.map",
        RedirectFormat::Plain => "/_redirects",
    }
}

/// The lists for web servers.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for format in [RedirectFormat::Nginx, RedirectFormat::Gone, RedirectFormat::Plain] {
        planner.add(redirect_list_address(format), Job::RedirectList(format));
    }
}

/// `redirects:` and `gone:` of the configuration, `redirect_from:` of documents.
pub(super) fn plan_configured(planner: &mut Planner<'_>) {
    let config = planner.input.config;
    for redirect in &config.redirects {
        let to = redirect.to.value.clone();
        planner.add_permanent(&redirect.from.value, "redirect", &to, Job::Redirect(to.clone()));
    }
    for (index, gone) in config.gone.iter().enumerate() {
        planner.add_permanent(&gone.address.value, "page", &gone.reason, Job::Gone(index));
    }
    for document in &planner.input.corpus.documents {
        for from in &document.front_matter.redirect_from {
            planner.add_permanent(&from.value, "redirect", &document.address, Job::Redirect(document.address.clone()));
        }
    }
}

/// Addresses of the ledger that documents and works have left.
pub(super) fn plan_former(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    for (index, former) in corpus.former.iter().enumerate() {
        if planner.pages.contains_key(&former.address) {
            continue;
        }
        let job = match former.candidates.as_slice() {
            [work] if former.kind == "document" => {
                let target = corpus.works[*work].address.clone();
                planner.moved.push((former.address.clone(), target.clone()));
                Job::Redirect(target)
            }
            [] => Job::Uncited(former.label.clone()),
            // It may have meant the work of the body that had the name before, which is not cited now.
            [work] if is_younger_form(&corpus.works[*work].address, &former.address) => Job::Former(index),
            [work] if corpus.works[*work].perhaps_cited_by.is_empty() => {
                Job::Redirect(corpus.works[*work].address.clone())
            }
            _ => Job::Former(index),
        };
        planner.add_permanent(&former.address, &former.kind, &former.label, job);
    }
    follow(planner);
}

/// What lies below a page that moved moves with it: forms, attachments, pages, feeds.
fn follow(planner: &mut Planner<'_>) {
    for (from, to) in std::mem::take(&mut planner.moved) {
        let below = planner.pages.range(to.clone()..).skip(1).map(|(address, _)| address);
        let below: Vec<String> = below.take_while(|address| address.starts_with(&to)).cloned().collect();
        for address in below {
            let old = format!("{from}{}", &address[to.len()..]);
            if planner.pages.contains_key(&old) {
                continue;
            }
            // A feed reader follows no page that leads on: it gets the same bytes, which name the new address.
            let feed = planner.pages.get(&address).filter(|job| matches!(job, Job::Feed(_) | Job::JsonFeed(_)));
            let job = feed.cloned().unwrap_or(Job::Redirect(address));
            planner.add(old, job);
        }
    }
}

/// Whether `address` is that of a younger body's work, which the plain `former` one is not.
fn is_younger_form(address: &str, former: &str) -> bool {
    let since = |address: &str| split_key(address.trim_end_matches('/')).1;
    since(address).is_some() && since(former).is_none()
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page, target: &str) -> Result<Vec<u8>, Diagnostic> {
    let mut frame = renderer.frame(scene, page, scene.text("page-moved"));
    frame.canonical = Some(absolute(&scene.world.config.base_url, target));
    let view = RedirectView { href: scene.links.to(target) };
    renderer.templates.render("redirect.html", &frame, "redirect", &view, &[])
}

/// All redirects of the site as a list that a web server can load. Paths begin with that of the base address.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(world: &World<'_>, format: RedirectFormat, out: &mut dyn Write) -> io::Result<()> {
    let root = base_path(&world.config.base_url).trim_end_matches('/');
    let path = |address: &str| {
        let url = absolute("", address);
        format!("{root}{url}")
    };
    // nginx compares with what the client's request means once it is decoded.
    let decoded = |address: &str| format!("{root}{address}");
    for page in &world.site.pages {
        match (&page.job, format) {
            (Job::Redirect(target), RedirectFormat::Nginx) => {
                // `$` would begin a variable.
                let target = path(target).replace('$', "%24");
                writeln!(out, "\"{}\" \"{target}\";", decoded(&page.address))?;
            }
            (Job::Redirect(target), RedirectFormat::Plain) => {
                writeln!(out, "{} {} 301", path(&page.address), path(target))?;
            }
            (Job::Gone(_), RedirectFormat::Gone) => writeln!(out, "\"{}\" 1;", decoded(&page.address))?,
            _ => {}
        }
    }
    // The FRBR addresses of documents, all by two rules.
    let (nginx, plain) = server_rules(&world.config.base_url);
    for ((pattern, target), (from, to)) in nginx.iter().zip(&plain) {
        match format {
            RedirectFormat::Nginx => writeln!(out, "\"{pattern}\" \"{target}\";")?,
            RedirectFormat::Plain => writeln!(out, "{from} {to} 301")?,
            RedirectFormat::Gone => {}
        }
    }
    Ok(())
}
