//! Small graphs: chains, diamonds, circles, crowds.

use super::*;
use crate::corpus::{Work, WorkHead, WorkRelation};
use std::sync::Arc;

/// Works `0…` with the dates given; `edges`: (this, carries out that).
fn corpus(dates: &[&str], edges: &[(usize, usize)]) -> Corpus {
    let mut works: Vec<Work> =
        dates.iter().map(|date| WorkHead { date: WorkDate::parse_iso(date), ..WorkHead::empty() }.into()).collect();
    for (from, to) in edges {
        let relation =
            |outgoing, other| WorkRelation { relation: Relation::Implements, outgoing, other, declared: true };
        works[*from].relations.push(relation(true, *to));
        works[*to].relations.push(relation(false, *from));
    }
    works.iter_mut().for_each(|work| work.relations.sort_unstable());
    Corpus { works: works.into_iter().map(Arc::new).collect::<Vec<_>>().into(), ..Corpus::default() }
}

/// `1+13(2+5/18 3)`: work, days after the one above, days after the root where they differ, what is below.
fn drawn(branch: &Branch) -> String {
    let mut words: Vec<String> = branch.links.iter().map(link).collect();
    if branch.more > 0 {
        words.push(format!("…{}", branch.more));
    }
    words.join(" ")
}

fn link(link: &ChainLink) -> String {
    let mut word = link.work.to_string();
    if let Some(days) = link.days {
        word.push_str(&format!("+{days}"));
    }
    if let Some(days) = link.days_from_root.filter(|days| Some(*days) != link.days) {
        word.push_str(&format!("/{days}"));
    }
    if link.repeated {
        word.push('*');
    }
    let below = drawn(&link.below);
    if below.is_empty() { word } else { format!("{word}({below})") }
}

#[test]
fn trees() {
    for (dates, edges, tree) in [
        // A plan without a date has no delay, and stands under the nearer directive though it names the decision too.
        (&["2023-08-23", "2023-09-05", "", "2023-10-01"][..], &[(1, 0), (2, 1), (2, 0), (3, 0)][..], "1+13(2) 3+39"),
        (&["2023-08-23", "2023-09-05", "2023-09-10"], &[(1, 0), (2, 1)], "1+13(2+5/18)"),
        // A year alone gives no days; nor does a work that is older than the one it carries out.
        (&["2023", "2023-09-05", "2023-09-01"], &[(1, 0), (2, 1)], "1(2)"),
        // A diamond: shown at both places, gone into once.
        (
            &["2023-01-01", "2023-01-02", "2023-01-03", "2023-01-04", ""],
            &[(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)],
            "1+1(3+2/3(4)) 2+2(3+1/3*)",
        ),
        // Circles.
        (&["2023-01-01", "2023-01-02"], &[(1, 0), (0, 1)], "1+1"),
        (&["", "", "", ""], &[(1, 0), (2, 0), (3, 0), (2, 1), (3, 2), (1, 3)], "1(2(3(1*)))"),
        (&["2023-01-01"], &[], ""),
    ] {
        assert_eq!(drawn(&carried_out_by(&corpus(dates, edges), 0)), tree, "{edges:?}");
    }
}

#[test]
fn crowds_are_cut_and_counted() {
    let dates = vec!["2023-01-01"; 500];
    let edges: Vec<(usize, usize)> = (1..500).map(|work| (work, 0)).collect();
    let branch = carried_out_by(&corpus(&dates, &edges), 0);
    assert_eq!((branch.links.len(), branch.more), (BROADEST, 499 - BROADEST));
    let line: Vec<(usize, usize)> = (1..500).map(|work| (work, work - 1)).collect();
    let mut branch = carried_out_by(&corpus(&dates, &line), 0);
    let mut depth = 0;
    while let Some(link) = branch.links.pop() {
        depth += 1;
        branch = link.below;
    }
    assert_eq!((depth, branch.more), (DEEPEST, 1));
}

#[test]
fn a_disputed_day_is_no_day() {
    let mut corpus = corpus(&["2023-01-01", "2023-01-05"], &[(1, 0)]);
    Arc::make_mut(&mut corpus.works.open()[1]).date_disputed = true;
    assert_eq!(drawn(&carried_out_by(&corpus, 0)), "1");
}

#[test]
fn paths_lead_down_from_where_they_begin() {
    let shown = |dates: &[&str], edges: &[(usize, usize)], work| {
        let paths = paths_to(&corpus(dates, edges), work);
        let word = |step: &Step| format!("{}{}", step.work, step.days.map_or(String::new(), |days| format!("+{days}")));
        paths.iter().map(|path| path.iter().map(word).collect::<Vec<_>>().join(">")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown(&["2023-08-23", "2023-09-05", ""], &[(1, 0), (2, 1), (2, 0)], 2), "0>1+13>2");
    assert_eq!(shown(&["", "", ""], &[(2, 0), (2, 1)], 2), "0>2 1>2");
    assert_eq!(shown(&["", ""], &[(1, 0), (0, 1)], 1), "0>1");
    assert_eq!(shown(&["", ""], &[(1, 0)], 0), "");
}
