//! What the worker and the manifest say of a small site.

use super::*;
use crate::catalogue::Language;
use crate::render::assets::{ICONS, SCRIPTS, Scripts, assets};
use crate::site::fixture::{Fixture, fixture};
use serde_json::Value;
use std::collections::BTreeMap;

fn made(fixture: &Fixture, preview: bool) -> (String, Value) {
    let wanted = Scripts { search: true, neighbours: false, offline: true, language: Language::Vietnamese };
    let assets = assets(BTreeMap::new(), wanted);
    let mut world = fixture.world();
    world.preview = preview;
    let worker = String::from_utf8(worker(&world, &assets)).expect("text");
    (worker, serde_json::from_slice(&manifest(&world, &assets)).expect("JSON"))
}

fn told(worker: &str) -> Value {
    let line = worker.lines().next().expect("a line");
    let site = line.strip_prefix("const SITE=").and_then(|rest| rest.strip_suffix(';')).expect("what it is told");
    serde_json::from_str(site).expect("JSON")
}

#[test]
fn the_worker_knows_where_pages_stand_and_what_was_taken_away() {
    let (worker, _) = made(&fixture(0), false);
    let site = told(&worker);
    let folders: Vec<&str> = site["folders"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(folders.contains(&"van-ban"));
    assert!(folders.contains(&"vien-dan"));
    assert!(folders.contains(&"ngoai-tuyen"));
    for none in ["data", "assets", "cu", ""] {
        assert!(!folders.contains(&none), "{none}: {folders:?}");
    }
    assert_eq!(site["gone"], serde_json::json!(["van-ban/cu/"]));
    assert_eq!(site["index"], "tim-kiem/chi-muc/");
    assert!(site["files"].as_array().is_some_and(|files| files.len() == 4), "{site}");
    assert!(site["notice"].as_str().is_some_and(|notice| notice.contains("{day}")));
}

#[test]
fn the_worker_is_told_no_html_and_is_small() {
    let (worker, _) = made(&fixture(0), false);
    assert!(!worker.contains("//"), "remarks stay behind");
    assert!(worker.len() < 8 * 1024, "{} bytes", worker.len());
    assert!(RETIRED.len() < 600, "{} bytes", RETIRED.len());
}

#[test]
fn a_preview_and_a_site_that_wants_none_end_it() {
    let mut fixture = fixture(0);
    assert_eq!(made(&fixture, true).0, RETIRED);
    fixture.config.offline = false;
    assert_eq!(made(&fixture, false).0, RETIRED);
    assert!(RETIRED.contains("unregister"));
    assert!(!RETIRED.contains("\"fetch\""));
}

#[test]
fn the_manifest_leads_to_the_site_wherever_it_stands() {
    let (_, manifest) = made(&fixture(0), false);
    assert_eq!((&manifest["start_url"], &manifest["scope"]), (&"./".into(), &"./".into()));
    assert_eq!((&manifest["lang"], &manifest["background_color"]), (&"vi".into(), &"#f6f5f2".into()));
    let icons = manifest["icons"].as_array().expect("icons");
    assert_eq!(icons.len(), 4);
    for icon in icons {
        assert!(icon["src"].as_str().is_some_and(|src| src.starts_with("assets/icon")), "{icon}");
    }
}

#[test]
fn a_site_with_its_own_mark_shows_no_other() {
    let own = BTreeMap::from([("icon.svg".to_owned(), b"<svg/>".to_vec())]);
    let names = |own| -> Vec<String> {
        assets(own, Scripts { search: true, neighbours: false, offline: true, language: Language::Vietnamese })
            .into_iter()
            .map(|asset| asset.name)
            .collect()
    };
    assert!(names(BTreeMap::new()).contains(&MASKABLE.to_owned()));
    assert!(!names(own).iter().any(|name| ICONS.contains(&name.as_str())));
    let without = assets(
        BTreeMap::new(),
        Scripts { search: true, neighbours: false, offline: false, language: Language::Vietnamese },
    );
    assert!(!without.iter().any(|asset| SCRIPTS.contains(&asset.name.as_str()) || asset.name.ends_with(".png")));
}

#[test]
fn names_below_icons_are_whole_words() {
    for (title, short) in [
        ("Văn bản chỉ đạo giáo dục", "Văn bản chỉ đạo giáo dục"),
        ("Văn bản chỉ đạo giáo dục tỉnh Lào Cai", "Văn bản chỉ đạo giáo"),
        ("Văn bản", "Văn bản"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ] {
        assert_eq!(short_name(title), short);
    }
}
