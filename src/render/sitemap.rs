//! Plain files for machines that visit: sitemap, robots.txt, lists of redirects for web servers.

use super::akoma::iri::server_rules;
use super::links::{absolute, base_path};
use super::world::World;
use super::xml::Xml;
use crate::site::plan::SITEMAP_URLS;
use crate::site::{Job, RedirectFormat};
use std::io::{self, Write};

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/sitemap.xml` (number 0: all pages, or the index of the files) or `/sitemap-<number>.xml`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let mut xml = Xml::new();
    let files = world.site.pages.iter().filter(|page| matches!(page.job, Job::Sitemap(n) if n > 0));
    if number == 0 && files.clone().next().is_some() {
        xml.open("sitemapindex", &[("xmlns", SITEMAP)]);
        xml.line();
        for page in files {
            xml.open("sitemap", &[]);
            xml.leaf("loc", &[], &absolute(base, &page.address));
            xml.close();
            xml.line();
        }
    } else {
        xml.open("urlset", &[("xmlns", SITEMAP)]);
        xml.line();
        let listed = world.site.pages.iter().filter(|page| page.job.kind().in_sitemap);
        for page in listed.skip(number.saturating_sub(1) * SITEMAP_URLS).take(SITEMAP_URLS) {
            xml.open("url", &[]);
            xml.leaf("loc", &[], &absolute(base, &page.address));
            if let Job::Document(index) = page.job {
                let front_matter = &world.corpus.documents[index].front_matter;
                if let Some(day) = front_matter.updated.or(front_matter.published) {
                    xml.leaf("lastmod", &[], &day.to_string());
                }
            }
            xml.close();
            xml.line();
            xml.send(out)?;
        }
    }
    xml.close();
    out.write_all(&xml.end())
}

/// `/robots.txt`: everything may be read.
///
/// # Errors
/// Those of `out`.
pub fn write_robots(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "User-agent: *\nAllow: /\n")?;
    writeln!(out, "Sitemap: {}", absolute(&world.config.base_url, "/sitemap.xml"))
}

/// `/opensearch.xml`: how browsers search the site from their own box.
///
/// # Errors
/// Those of `out`.
pub fn write_open_search(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name: String = world.config.title.chars().take(16).collect();
    let page = absolute(&world.config.base_url, "/tim-kiem/");
    let template = format!("{page}?q={{searchTerms}}");
    let mut xml = Xml::new();
    xml.open("OpenSearchDescription", &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")]);
    xml.line();
    for (element, text) in
        [("ShortName", name.trim()), ("Description", &world.config.portal), ("InputEncoding", "UTF-8")]
    {
        xml.leaf(element, &[], text);
        xml.line();
    }
    xml.empty("Url", &[("type", "text/html"), ("template", &template)]);
    xml.line();
    xml.close();
    out.write_all(&xml.end())
}

/// All redirects of the site as a list that a web server can load. Paths begin with that of the base address.
///
/// # Errors
/// Those of `out`.
pub fn write_redirects(world: &World<'_>, format: RedirectFormat, out: &mut dyn Write) -> io::Result<()> {
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
