//! Addresses that lead to another page: those of the configuration, of documents that moved, of works that became
//! better known; and the plain lists of them for web servers.
//!
//! In: configuration, ledger, the pages planned so far. Out: when the pages exist, their bytes.

use crate::content::addresses::without_anchor;
use crate::content::config::CONFIG_FILE;
use crate::content::registry::tenure::split_key;
use crate::diagnostic::Diagnostic;
use crate::render::links::{absolute, base_path, requested};
use crate::site::pages::below;
use crate::site::pages::forms::akoma::iri::server_rules;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Job, Moved, Page, RedirectFormat, Renderer};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A page that leads to another.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// Link to the new page.
    pub href: String,
    /// The script that takes along what the reader asked of the old address.
    pub script: Option<String>,
}

/// Address of a list for web servers.
pub const fn redirect_list_address(format: RedirectFormat) -> &'static str {
    match format {
        RedirectFormat::Nginx => "/redirects.map",
        RedirectFormat::Queries => "/queries.map",
        RedirectFormat::Gone => "/gone.map",
        RedirectFormat::Plain => "/_redirects",
    }
}

/// Longest way from one redirect to the next that is followed to its end; configured circles are errors.
const MOST_STEPS: usize = 100;

/// All that leads elsewhere, once everything else is planned; then the lists for web servers.
pub(super) fn plan(planner: &mut Planner<'_>) {
    plan_configured(planner);
    plan_former(planner);
    settle(planner);
    below::follow(planner);
    let queries = planner.moved.iter().filter(|moved| moved.from.contains('?')).count();
    for format in [RedirectFormat::Nginx, RedirectFormat::Gone, RedirectFormat::Plain] {
        planner.add(redirect_list_address(format), Job::RedirectList(format));
    }
    if queries > 0 {
        let note = Diagnostic::info("redirect-query-by-server").with("count", queries.to_string());
        planner.plan.diagnostics.push(note.in_file(CONFIG_FILE));
        let format = RedirectFormat::Queries;
        planner.add(redirect_list_address(format), Job::RedirectList(format));
    }
}

/// `redirects:` and `gone:` of the configuration, `redirect_from:` of documents.
fn plan_configured(planner: &mut Planner<'_>) {
    let config = planner.input.config;
    for (index, gone) in config.gone.iter().enumerate() {
        planner.give_up(&gone.address.value, &gone.reason, index);
    }
    for redirect in &config.redirects {
        let to = redirect.to.value.clone();
        planner.lead(&redirect.from.value, "redirect", &redirect.to.value, to);
    }
    for document in &planner.input.corpus.documents {
        for from in &document.front_matter.redirect_from {
            planner.lead(&from.value, "redirect", &document.address, document.address.clone());
        }
    }
}

/// Addresses of the ledger that documents and works have left.
fn plan_former(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    for (index, former) in corpus.former.iter().enumerate() {
        if planner.pages.contains_key(&former.address) {
            continue;
        }
        let job = match former.candidates.as_slice() {
            [work] if former.kind == "document" => Job::Redirect(corpus.works[*work].address.clone()),
            [] => Job::Uncited(former.label.clone()),
            // It may have meant the work of the body that had the name before, which is not cited now.
            [work] if is_younger_form(&corpus.works[*work].address, &former.address) => Job::Former(index),
            [work] if corpus.works[*work].perhaps_cited_by.is_empty() => {
                Job::Redirect(corpus.works[*work].address.clone())
            }
            _ => Job::Former(index),
        };
        match job {
            Job::Redirect(to) => planner.lead(&former.address, &former.kind, &former.label, to),
            job => planner.add_permanent(&former.address, &former.kind, &former.label, job),
        }
    }
}

/// Each redirect leads to the end of its way, and a file is answered by the file that took its place.
fn settle(planner: &mut Planner<'_>) {
    let moved = std::mem::take(&mut planner.moved);
    let next: BTreeMap<&str, &str> = moved.iter().map(|moved| (moved.from.as_str(), moved.to.as_str())).collect();
    for Moved { from, to } in &moved {
        let to = last(&next, to);
        let small_page = page_at(from);
        if matches!(planner.pages.get(&small_page), Some(Job::Redirect(_))) {
            let file = planner.pages.get(to).filter(|_| have_one_ending(from, to)).map(below::copy);
            match file {
                Some(copy) => {
                    planner.pages.remove(&small_page);
                    planner.pages.insert(from.clone(), copy);
                }
                None => drop(planner.pages.insert(small_page, Job::Redirect(to.to_owned()))),
            }
        }
        planner.moved.push(Moved { from: from.clone(), to: to.to_owned() });
    }
}

/// Where a redirect leads in the end.
fn last<'a>(next: &BTreeMap<&'a str, &'a str>, to: &'a str) -> &'a str {
    let mut to = to;
    for _ in 0..MOST_STEPS {
        match next.get(without_anchor(to).0) {
            Some(further) => to = further,
            None => break,
        }
    }
    to
}

/// Whether two addresses are those of files of one kind.
fn have_one_ending(one: &str, other: &str) -> bool {
    match (ending(one), ending(other)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

fn ending(address: &str) -> Option<&str> {
    let name = address.rsplit('/').next().filter(|name| !name.is_empty())?;
    name.rsplit_once('.').map(|(_, ending)| ending)
}

/// The page that answers at an old address where a server has no list of redirects. Hosts send a page by its ending
/// (`/vb/123.html`); at any other name (`/vb/123`, `/chitiet.aspx`) they look for a folder with a page.
pub(in crate::site) fn page_at(old: &str) -> String {
    let is_page = |ending: &str| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm");
    if let Some(folder) = old.strip_suffix("index.html").filter(|folder| folder.ends_with('/')) {
        return folder.to_owned();
    }
    if old.ends_with('/') || ending(old).is_some_and(is_page) { old.to_owned() } else { format!("{old}/") }
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
    let (address, anchor) = without_anchor(target);
    frame.canonical = Some(absolute(&scene.world.config.base_url, address));
    let href = anchor.map_or_else(|| scene.links.to(address), |anchor| scene.links.to_anchor(address, anchor));
    let asset = renderer.assets.iter().find(|asset| asset.name == "moved.js");
    let view = RedirectView { href, script: asset.map(|asset| scene.links.to(&asset.address)) };
    renderer.templates.render("redirect.html", &frame, "redirect", &view, &[])
}

/// All redirects of the site as a list that a web server can load. Paths begin with that of the base address.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(world: &World<'_>, format: RedirectFormat, out: &mut dyn Write) -> io::Result<()> {
    let root = base_path(&world.config.base_url).trim_end_matches('/');
    let path = |address: &str| {
        let (address, anchor) = without_anchor(address);
        let url = absolute("", address);
        anchor.map_or_else(|| format!("{root}{url}"), |anchor| format!("{root}{url}#{anchor}"))
    };
    // `$` would begin a variable.
    let nginx = |address: &str| path(address).replace('$', "%24");
    let asked: Vec<(&Moved, Option<&str>)> =
        world.site.moved.iter().map(|moved| (moved, moved.from.split_once('?').map(|(_, query)| query))).collect();
    match format {
        RedirectFormat::Nginx => {
            for (Moved { from, to }, _) in asked.iter().filter(|(_, query)| query.is_none()) {
                // nginx compares with what the client's request means once it is decoded.
                writeln!(out, "\"{root}{from}\" \"{}\";", nginx(to))?;
            }
        }
        RedirectFormat::Queries => {
            for (Moved { from, to }, _) in asked.iter().filter(|(_, query)| query.is_some()) {
                writeln!(out, "\"{root}{}\" \"{}\";", requested(from), nginx(to))?;
            }
        }
        RedirectFormat::Plain => {
            // The first line that fits counts, and one without a query fits every query.
            for (Moved { from, to }, query) in asked.iter().filter(|(_, query)| query.is_some()) {
                let from = from.split('?').next().unwrap_or_default();
                if let Some(parameters) = query.and_then(parameters) {
                    writeln!(out, "{} {parameters} {} 301", path(from), path(to))?;
                }
            }
            for (Moved { from, to }, _) in asked.iter().filter(|(_, query)| query.is_none()) {
                writeln!(out, "{} {} 301", path(from), path(to))?;
            }
        }
        RedirectFormat::Gone => {
            for page in world.site.pages.iter().filter(|page| matches!(page.job, Job::Gone(_))) {
                writeln!(out, "\"{root}{}\" 1;", page.address)?;
                // The page of a file stands in a folder of the file's name.
                if let Some(file) = page.address.strip_suffix('/').filter(|file| ending(file).is_some()) {
                    writeln!(out, "\"{root}{file}\" 1;")?;
                }
            }
        }
    }
    // The FRBR addresses of documents, all by two rules.
    let (nginx, plain) = server_rules(&world.config.base_url);
    for ((pattern, target), (from, to)) in nginx.iter().zip(&plain) {
        match format {
            RedirectFormat::Nginx => writeln!(out, "\"{pattern}\" \"{target}\";")?,
            RedirectFormat::Plain => writeln!(out, "{from} {to} 301")?,
            RedirectFormat::Queries | RedirectFormat::Gone => {}
        }
    }
    Ok(())
}

/// A query as Netlify writes it: each parameter with its value, a space between. `None`: it has no such form; a value
/// that begins with `:` would stand for any value.
fn parameters(query: &str) -> Option<String> {
    let is_plain =
        |one: &&str| one.split_once('=').is_some_and(|(name, value)| !name.is_empty() && !value.starts_with(':'));
    let all: Vec<&str> = query.split('&').collect();
    all.iter().all(is_plain).then(|| all.join(" "))
}
