//! Feeds of a small site: the same entries in both forms, in order, in the shape of the standards.

use super::{atom, json, of_list};
use crate::site::ListKind;
use crate::site::fixture::{Fixture, fixture};
use serde_json::Value;

fn as_atom(fixture: &Fixture, kind: &ListKind) -> String {
    let world = fixture.world();
    let mut bytes = Vec::new();
    atom::write(&world, &of_list(&world, kind), &mut bytes).expect("memory does not fail");
    String::from_utf8(bytes).expect("text")
}

fn as_json(fixture: &Fixture, kind: &ListKind) -> Value {
    let world = fixture.world();
    let mut bytes = Vec::new();
    json::write(&world, &of_list(&world, kind), &mut bytes).expect("memory does not fail");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn what_was_taken_down_is_announced_where_it_stood() {
    let fixture = fixture(2);
    let all = as_json(&fixture, &ListKind::All);
    let first = &all["items"][0];
    assert_eq!(first["id"], "https://vanban.example.vn/giao-duc/van-ban/cu/");
    assert_eq!(first["_congbao"]["state"], "gone");
    assert!(first["content_text"].as_str().is_some_and(|text| text.contains("Đăng <nhầm>")), "{first}");
    assert_eq!(first.get("date_published"), None, "the day is not known");
    assert!(as_atom(&fixture, &ListKind::All).contains("Đăng &lt;nhầm&gt;"));
    let themed = as_json(&fixture, &ListKind::Theme("chuyen-doi-so".to_owned()));
    assert!(!themed.to_string().contains("van-ban/cu/"), "{themed}");
}

#[test]
fn both_forms_have_the_same_entries_newest_change_first() {
    let fixture = fixture(2);
    let (xml, json) = (as_atom(&fixture, &ListKind::All), as_json(&fixture, &ListKind::All));
    let items = json["items"].as_array().expect("a list");
    let ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    let of_atom: Vec<&str> = xml.split("    <id>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(ids, of_atom);
    let days: Vec<&str> = items.iter().filter_map(|item| item["date_modified"].as_str()).collect();
    let mut sorted = days.clone();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(days, sorted);
}

/// What jsonfeed.org/version/1.1 demands.
#[test]
fn a_json_feed_has_the_shape_of_its_standard() {
    let feed = as_json(&fixture(2), &ListKind::All);
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let web = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("https://"));
    let day = |value: &Value| value.as_str().is_some_and(|text| text.len() == 25 && text.ends_with("T00:00:00+07:00"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(text(&feed["title"]));
    assert!(web(&feed["home_page_url"]));
    assert!(web(&feed["feed_url"]));
    assert!(feed["authors"].as_array().is_some_and(|authors| authors.iter().all(|author| text(&author["name"]))));
    let items = feed["items"].as_array().expect("a list");
    assert!(!items.is_empty());
    for item in items {
        assert!(text(&item["id"]), "{item}");
        assert!(web(&item["url"]), "{item}");
        assert!(text(&item["content_text"]), "{item}");
        assert!(day(&item["date_modified"]), "{item}");
        assert!(item.get("date_published").is_none_or(day), "{item}");
        assert!(item.get("tags").is_none_or(|tags| tags.as_array().is_some_and(|tags| tags.iter().all(text))));
        for file in item.get("attachments").and_then(Value::as_array).into_iter().flatten() {
            assert!(web(&file["url"]), "{file}");
            assert!(text(&file["mime_type"]), "{file}");
            assert!(file["size_in_bytes"].is_u64(), "{file}");
        }
        // Own keys begin with an underscore and are objects.
        assert!(item["_congbao"].is_object());
    }
}
