//! Plain files for machines that visit: sitemap, robots.txt, lists of redirects for web servers.

use crate::render::links::absolute;
use crate::render::xml::Xml;
use crate::site::Job;
use crate::site::plan::Planner;
use crate::site::world::World;
use std::io::{self, Write};

/// URLs in one sitemap file (sitemaps.org).
const SITEMAP_URLS: usize = 50_000;
/// The namespace of sitemaps.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The sitemap, or the index of its files.
pub const SITEMAP: &str = "/sitemap.xml";

/// `/robots.txt`, and the sitemap of all that is planned so far.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add("/robots.txt", Job::Robots);
    let urls = planner.pages.values().filter(|job| job.kind().in_sitemap).count();
    planner.add(SITEMAP, Job::Sitemap(0));
    if urls > SITEMAP_URLS {
        for part in 1..=urls.div_ceil(SITEMAP_URLS) {
            planner.add(format!("/sitemap-{part}.xml"), Job::Sitemap(part));
        }
    }
}

/// `/sitemap.xml` (number 0: all pages, or the index of the files) or `/sitemap-<number>.xml`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let mut xml = Xml::new();
    let files = world.site.pages.iter().filter(|page| matches!(page.job, Job::Sitemap(n) if n > 0));
    if number == 0 && files.clone().next().is_some() {
        xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
        xml.line();
        for page in files {
            xml.open("sitemap", &[]);
            xml.leaf("loc", &[], &absolute(base, &page.address));
            xml.close();
            xml.line();
        }
    } else {
        xml.open("urlset", &[("xmlns", NAMESPACE)]);
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

/// `/robots.txt`: everything may be read, once the site is online.
///
/// # Errors
/// Those of `out`.
pub fn write_robots(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !world.config.online {
        return writeln!(out, "User-agent: *\nDisallow: /");
    }
    writeln!(out, "User-agent: *\nAllow: /\n")?;
    writeln!(out, "Sitemap: {}", absolute(&world.config.base_url, SITEMAP))
}
