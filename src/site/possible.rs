//! Whether all pages of a site can be files beside each other, on every disk that a site may be built on or copied to.
//! What people write was judged where it was read; this finds what only the whole shows.
//!
//! In: the planned pages. Out: addresses at fault, each with a problem that has no place yet.

use super::{Job, PageOwner, file_of};
use crate::address::path::{self, check_written, folders_above};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// The pages that cannot be written, or not everywhere, in order of their addresses.
pub(super) fn faults(pages: &BTreeMap<String, Job>) -> Vec<(&str, Diagnostic)> {
    let mut faults = Vec::new();
    let mut capitals: BTreeMap<String, &str> = BTreeMap::new();
    // What stands below a long address is long, too.
    let mut long: Option<&str> = None;
    for (address, job) in pages {
        let file = file_of(address);
        if let Err(problem) = check_written(&file, address) {
            faults.push((address.as_str(), *problem));
        } else if path::is_long(&file) && long.is_none_or(|long| !address.starts_with(long)) {
            long = Some(address);
            let problem = Diagnostic::warning("address-long").with("address", address);
            let problem = problem.with("count", path::length(&file).to_string());
            faults.push((address.as_str(), problem.with("limit", path::LONGEST_FOR_WINDOWS.to_string())));
        }
        // The pages of the site itself stand in folders of their own; only what a person named may meet them.
        let is_named = matches!(job.kind().owner, PageOwner::Config | PageOwner::Redirect);
        if let Some(other) = is_named.then(|| in_the_way(pages, address, &file)).flatten() {
            let problem = Diagnostic::error("address-in-address").with("address", address).with("other", other);
            faults.push((address, problem));
        }
        if address.chars().any(char::is_uppercase) {
            let small = address.to_lowercase();
            let other = pages.get_key_value(&small).map(|(other, _)| other.as_str()).or(capitals.get(&small).copied());
            if let Some(other) = other {
                let problem = Diagnostic::warning("address-case").with("address", address).with("other", other);
                faults.push((address, problem));
            }
            capitals.insert(small, address);
        }
    }
    faults
}

/// The address whose file would have to be a folder for the page at `address`, or the other way round.
fn in_the_way<'p>(pages: &'p BTreeMap<String, Job>, address: &str, file: &str) -> Option<&'p str> {
    let known = |address: String| pages.get_key_value(&address).map(|(address, _)| address.as_str());
    let above = folders_above(file).find_map(|folder| {
        let index = folder.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        known(format!("/{folder}")).or_else(|| known(format!("/{}", index?)))
    });
    // What stands below a folder meets the folder's own file from below.
    let below = || {
        if address.ends_with('/') {
            return None;
        }
        let folder = format!("/{file}/");
        let (first, _) = pages.range(folder.clone()..).next()?;
        (first.starts_with(&folder) && first != address).then_some(first.as_str())
    };
    above.or_else(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_of_one_name_are_found_and_names_that_differ_in_case_alone() {
        let addresses =
            ["/", "/index.html/", "/a/", "/a/index.html/x/", "/b", "/b/c/", "/d/", "/D/", "/E/", "/e2/", "/con/"];
        let pages = addresses.map(|address| (address.to_owned(), Job::Redirect("/".to_owned()))).into();
        let found: Vec<(&str, &str)> = faults(&pages).into_iter().map(|(at, problem)| (at, problem.code)).collect();
        assert_eq!(
            found,
            [
                ("/D/", "address-case"),
                ("/a/index.html/x/", "address-in-address"),
                ("/b", "address-in-address"),
                ("/b/c/", "address-in-address"),
                ("/con/", "name-reserved"),
                ("/index.html/", "address-in-address"),
            ]
        );
    }
}
