//! Plain files for machines that visit: sitemap, robots.txt, lists of redirects for web servers.

use super::below::{self, Subject};
use crate::catalogue;
use crate::corpus::Corpus;
use crate::render::links::absolute;
use crate::render::xml::Xml;
use crate::site::plan::{Planner, plain};
use crate::site::shards::{bit, year_of};
use crate::site::world::World;
use crate::site::{Job, Page};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Addresses in one file: far fewer than the 50,000 of sitemaps.org, since an edit makes a file anew.
pub const PART_URLS: usize = 5_000;
/// The namespace of sitemaps.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The sitemap, or the index of its files.
pub const SITEMAP: &str = "/sitemap.xml";

/// `/robots.txt`, and the sitemap of all that is planned so far.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add("/robots.txt", Job::Robots);
    let pages = planner.pages.iter().map(|(address, job)| (address.as_str(), job));
    let parts = Sitemaps::new(planner.input.corpus, pages, PART_URLS).names;
    planner.add(SITEMAP, Job::Sitemap(String::new()));
    for part in parts {
        planner.add(format!("/sitemap-{part}.xml"), Job::Sitemap(part));
    }
}

/// Which page stands in which part of the sitemap: a document and what lies below it by its year, a work by its id, all
/// else together; by the hash of their names where these are too many. So one edit touches one part, whatever others
/// there are.
#[derive(Debug, Default, Hash)]
pub struct Sitemaps {
    /// Names of the parts; none: one file has all.
    names: Vec<String>,
    /// For each page its part, `NOWHERE` for those that are in none.
    parts: Vec<u32>,
}

/// The part of a page that stands in no sitemap.
const NOWHERE: u32 = u32::MAX;

impl Sitemaps {
    /// Of these pages, none of which has more than `largest`.
    pub fn new<'a>(corpus: &Corpus, pages: impl Iterator<Item = (&'a str, &'a Job)>, largest: usize) -> Self {
        let mut groups: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        let mut parts = Vec::new();
        let mut listed = 0;
        for (at, (address, job)) in pages.enumerate() {
            parts.push(NOWHERE);
            if !job.kind().in_sitemap {
                continue;
            }
            listed += 1;
            let (group, owner) = match below::subject(corpus, job) {
                Some(Subject::Document(index)) => {
                    let document = &corpus.documents[index];
                    let year = year_of(document).map_or_else(|| NO_YEAR.to_owned(), |year| format!("{year:04}"));
                    (year, document.id.clone())
                }
                Some(Subject::Work(index)) => (WORKS_PART.to_owned(), corpus.works[index].id.clone()),
                Some(Subject::List(_) | Subject::Works) | None => (OTHERS.to_owned(), address.to_owned()),
            };
            groups.entry(group).or_default().push((owner, at));
        }
        let mut names = Vec::new();
        if listed > largest {
            for (group, members) in groups {
                part(&group, 0, members, largest, &mut |name, members| {
                    members.iter().for_each(|(_, at)| parts[*at] = names.len() as u32);
                    names.push(name);
                });
            }
        }
        Self { names, parts }
    }

    /// Whether the page at this place stands in the part with this name.
    fn has(&self, page: usize, name: &str) -> bool {
        let part = self.parts.get(page).and_then(|part| self.names.get(*part as usize));
        part.is_some_and(|part| part == name)
    }
}

/// What stands for the year of a document that has none.
const NO_YEAR: &str = "khong-ro-nam";
/// The part of the works.
const WORKS_PART: &str = "vien-dan";
/// The part of lists and of the site's own pages.
const OTHERS: &str = "khac";
/// Halves of halves: what one owner has stays together.
const DEEPEST: usize = 40;

/// Gives members to parts, each divided in two where it is too large.
fn part(
    name: &str,
    depth: usize,
    members: Vec<(String, usize)>,
    largest: usize,
    give: &mut impl FnMut(String, Vec<(String, usize)>),
) {
    if members.len() <= largest || depth == DEEPEST {
        return give(name.to_owned(), members);
    }
    let (ones, zeros): (Vec<_>, Vec<_>) = members.into_iter().partition(|(owner, _)| bit(owner, depth));
    for (sign, half) in [('0', zeros), ('1', ones)] {
        if !half.is_empty() {
            let separator = if depth == 0 { "-" } else { "" };
            part(&format!("{name}{separator}{sign}"), depth + 1, half, largest, give);
        }
    }
}

/// `/sitemap.xml` (no name: all pages, or the index of the parts) or `/sitemap-<name>.xml`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let mut xml = Xml::new();
    let is_part = |page: &&Page| matches!(&page.job, Job::Sitemap(name) if !name.is_empty());
    let mut files = world.site.pages.iter().filter(is_part).peekable();
    let is_index = name.is_empty() && files.peek().is_some();
    if is_index {
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
        let is_listed = |at: usize, page: &Page| match name {
            "" => page.job.kind().in_sitemap,
            name => world.sitemaps().has(at, name),
        };
        for (_, page) in world.site.pages.iter().enumerate().filter(|(at, page)| is_listed(*at, page)) {
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

/// `/robots.txt`: everything may be read, once the site is online; above that, in words, how it may be used, and where
/// programs find it in better forms than pages.
///
/// # Errors
/// Those of `out`.
pub fn write_robots(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !world.config.online {
        return writeln!(out, "User-agent: *\nDisallow: /");
    }
    let config = &world.config;
    let text = |key| catalogue::text(config.language, key);
    writeln!(out, "# {}\n# {}", plain(&config.title), text("page-data-licence"))?;
    writeln!(out, "# {}", plain(&catalogue::fill(text("page-data-source"), &[("portal", &config.portal)])))?;
    if let Some(license) = config.license.of_all() {
        writeln!(out, "# {}", catalogue::fill(text("page-llms-license"), &[("url", license)]))?;
    }
    let base = config.base_url.trim_end_matches('/');
    writeln!(out, "# {}", catalogue::fill(text("page-robots-forms"), &[("base", base)]))?;
    writeln!(out, "User-agent: *\nAllow: /\n")?;
    writeln!(out, "Sitemap: {}", absolute(&world.config.base_url, SITEMAP))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(count: usize) -> BTreeMap<String, Vec<usize>> {
        let mut parts = BTreeMap::new();
        let members = (0..count).map(|at| (format!("van-ban-{at}"), at)).collect();
        part("2024", 0, members, 100, &mut |name, members| {
            parts.insert(name, members.into_iter().map(|(_, at)| at).collect());
        });
        parts
    }

    #[test]
    fn one_page_more_touches_one_part() {
        assert_eq!(parts(100).into_keys().collect::<Vec<_>>(), ["2024"]);
        let (before, after) = (parts(990), parts(991));
        assert!(before.values().all(|members| members.len() <= 100), "{before:?}");
        assert_eq!(before.values().map(Vec::len).sum::<usize>(), 990);
        let changed = after.iter().filter(|(name, members)| before.get(*name) != Some(members)).count();
        assert!(changed <= 2, "{changed}");
    }
}
