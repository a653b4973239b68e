//! What must hold for every picture: nothing overlaps, every text lies in its box, dates stand in order, and one small
//! picture as it is written.

use super::*;
use crate::text::date::WorkDate;
use proptest::prelude::*;

fn node(name: &str, date: Option<&str>, state: WorkState) -> PictureWork {
    PictureWork {
        href: "../a/".to_owned(),
        name: name.to_owned(),
        title: Some("Về nhiệm vụ trọng tâm năm học 2023-2024 <và> “những việc khác”".to_owned()),
        facts: vec![
            "UBND tỉnh Lạng Sơn".to_owned(),
            date.unwrap_or("ngày không rõ").to_owned(),
            "có toàn văn".to_owned(),
        ],
        state,
        date: date.and_then(WorkDate::parse_iso),
    }
}

/// All shapes, those inside links too.
fn flat(panel: &Panel) -> Vec<&PanelShape> {
    let mut open: Vec<&PanelShape> = panel.shapes.iter().rev().collect();
    let mut found = Vec::new();
    while let Some(shape) = open.pop() {
        match shape {
            PanelShape::Link { shapes, .. } => open.extend(shapes.iter().rev()),
            shape => found.push(shape),
        }
    }
    found
}

fn boxes(panel: &Panel) -> Vec<Rect> {
    let area = |shape: &PanelShape| if let PanelShape::Box { area, .. } = shape { Some(*area) } else { None };
    flat(panel).into_iter().filter_map(area).collect()
}

/// Where letters are: from the tops of the tallest to the bottoms of the lowest.
fn texts(panel: &Panel) -> Vec<(Rect, &'static str)> {
    let area = |shape: &PanelShape| match shape {
        PanelShape::Text { class, at, width, .. } => {
            Some((Rect { x: at.0, y: at.1 - 11, width: *width, height: 14 }, *class))
        }
        _ => None,
    };
    flat(panel).into_iter().filter_map(area).collect()
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn contains(outer: &Rect, inner: &Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

/// Fails where a picture cannot be read.
fn check(panel: &Panel) {
    let sheet = Rect { x: 0, y: 0, width: panel.width, height: panel.height };
    let (boxes, texts) = (boxes(panel), texts(panel));
    for (at, area) in boxes.iter().enumerate() {
        assert!(contains(&sheet, area), "a box leaves the sheet: {area:?}");
        assert!(boxes[..at].iter().all(|other| !overlap(area, other)), "boxes overlap: {area:?}");
    }
    for (at, (area, class)) in texts.iter().enumerate() {
        assert!(contains(&sheet, area), "{class} leaves the sheet: {area:?}");
        assert!(
            boxes.iter().all(|own| contains(own, area) || !overlap(own, area)),
            "{class} crosses the border of a box: {area:?}"
        );
        let crossed = texts[..at].iter().find(|(other, _)| overlap(area, other));
        assert!(crossed.is_none(), "{class} {area:?} overlaps {crossed:?}");
    }
}

fn hrefs(panels: &[Panel]) -> usize {
    panels.iter().flat_map(|panel| &panel.shapes).filter(|shape| matches!(shape, PanelShape::Link { .. })).count()
}

fn some_date() -> impl Strategy<Value = Option<WorkDate>> {
    prop_oneof![
        Just(None),
        (1945..2030i16).prop_map(|year| Some(WorkDate::Year(year))),
        (1945..2030i16, 1..13i8, 1..29i8).prop_map(|(y, m, d)| Some(WorkDate::Day(jiff::civil::date(y, m, d)))),
    ]
}

fn some_node() -> impl Strategy<Value = PictureWork> {
    let state = prop_oneof![Just(WorkState::Held), Just(WorkState::NotHeld), Just(WorkState::Unknown)];
    let facts = proptest::collection::vec("[A-ZĂÂĐa-zạảếựỵ0-9/ -]{0,60}", 0..5);
    ("\\PC{0,120}", proptest::option::of("[A-ZĐƯWMa-zạảếựỵ0-9/ -]{0,300}"), facts, state, some_date()).prop_map(
        |(name, title, facts, state, date)| PictureWork { href: "#x".to_owned(), name, title, facts, state, date },
    )
}

fn some_group() -> impl Strategy<Value = PictureGroup> {
    let band = ("[A-Za-zạả ]{0,80}", proptest::collection::vec(some_node(), 0..6))
        .prop_map(|(name, nodes)| Band { name, nodes });
    let more = proptest::option::of(("\\PC{1,80}", proptest::collection::vec(some_date(), 0..60)).prop_map(
        |(text, dates)| UndrawnWorks { href: "#y".to_owned(), text, dates: dates.into_iter().flatten().collect() },
    ));
    ("[A-Za-zạả, ]{1,90}", any::<bool>(), proptest::collection::vec(band, 0..4), more)
        .prop_map(|(name, outgoing, bands, more)| PictureGroup { name, outgoing, bands, more })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_overlaps_and_every_work_is_a_link(
        subject in some_node(),
        groups in proptest::collection::vec(some_group(), 0..5),
    ) {
        let nodes = groups.iter().flat_map(|group| &group.bands).map(|band| band.nodes.len()).sum::<usize>();
        let more = groups.iter().filter(|group| group.more.is_some()).count();
        let relations = Relations { subject, groups };
        let panels = super::relations(&relations);
        panels.iter().for_each(check);
        prop_assert_eq!(hrefs(&panels), 1 + nodes + more);
    }

    #[test]
    fn bars_do_not_overlap(
        rows in proptest::collection::vec((some_node(), proptest::option::of(0..40_000i32), 0..6usize), 0..30),
    ) {
        let delay = |(node, days, depth): (PictureWork, Option<i32>, usize)| {
            let label = days.map_or("trong năm 2023".to_owned(), |days| format!("{days} ngày"));
            Delay { node, days, since: days.unwrap_or(0) / 2, label, depth }
        };
        let rows: Vec<Delay> = rows.into_iter().map(delay).collect();
        let count = rows.len();
        let delays = Delays { rows, unit: "ngày".to_owned() };
        let panels = super::delays(&delays);
        panels.iter().for_each(check);
        prop_assert_eq!(hrefs(&panels), count);
    }
}

/// The places of days on the lines of a panel, from top to bottom.
fn marks(panel: &Panel) -> Vec<i32> {
    let mark = |shape: &PanelShape| if let PanelShape::Dot { at, .. } = shape { Some(at.0) } else { None };
    flat(panel).into_iter().filter_map(mark).collect()
}

fn chain() -> Relations {
    let dates = ["2013-11-04", "2018-12-26", "2023-08-23", "2023-09-05"];
    let nodes = dates.map(|date| node("Chỉ thị 06/CT-UBND", Some(date), WorkState::NotHeld)).to_vec();
    let groups = vec![PictureGroup {
        name: "Được thực hiện bởi (47)".to_owned(),
        outgoing: false,
        bands: vec![Band { name: "Tỉnh, thành phố".to_owned(), nodes }],
        more: Some(UndrawnWorks {
            href: "#duoc-thuc-hien".to_owned(),
            text: "và 43 văn bản khác".to_owned(),
            dates: (0..43).map(|at| WorkDate::Year(2013 + at % 10)).collect(),
        }),
    }];
    let subject = node("Quyết định 2457/QĐ-BGDĐT", Some("2023-08-23"), WorkState::Held);
    Relations { subject, groups }
}

#[test]
fn dates_stand_in_order_on_one_line() {
    let panels = relations(&chain());
    let places = marks(&panels[1]);
    assert!(places.len() == 4, "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn what_is_left_out_still_has_its_dates() {
    let panels = relations(&chain());
    let few =
        flat(&panels[1]).into_iter().filter(|shape| matches!(shape, PanelShape::Line { class: "few", .. })).count();
    assert_eq!(few, 10, "one tick for each year");
}

#[test]
fn without_a_date_nothing_is_placed() {
    let mut relations = chain();
    let group = &mut relations.groups[0];
    (group.more, group.bands[0].nodes) = (None, vec![node("Chỉ thị", None, WorkState::Held)]);
    let panels = super::relations(&relations);
    let line = |shape: &&PanelShape| matches!(shape, PanelShape::Line { class: "bar", .. } | PanelShape::Track(_));
    assert_eq!(flat(&panels[1]).into_iter().filter(line).count(), 0);
}

#[test]
fn two_thousand_dates_take_no_more_room_than_the_line_has() {
    let mut relations = chain();
    let dates = (0..2000).map(|at| WorkDate::Day(jiff::civil::date(1950 + at % 70, 1 + (at % 12) as i8, 3)));
    relations.groups[0].more.as_mut().expect("there are more").dates = dates.collect();
    let mut svg = String::new();
    svg::write(&super::relations(&relations), &mut svg);
    assert!(svg.len() < 20_000, "{}", svg.len());
}

#[test]
fn a_small_picture_is_written_so() {
    let mut relations = chain();
    relations.groups[0].bands[0].nodes.truncate(1);
    relations.groups[0].more = None;
    let mut svg = String::new();
    svg::write(&super::relations(&relations), &mut svg);
    insta::assert_snapshot!(svg.replace("><", ">\n<"));
}

#[test]
fn a_long_group_breaks_where_paper_can() {
    let mut relations = chain();
    let band = &mut relations.groups[0].bands[0];
    band.nodes = vec![band.nodes[0].clone(); 20];
    // 257 mm of a sheet, on which a column of 79 mm is 328 units.
    let sheet = 257 * 328 / 79;
    let panels = super::relations(&relations);
    assert!(panels.len() > 3, "{panels:?}");
    assert!(panels.iter().all(|panel| panel.height <= sheet), "{panels:?}");
    panels.iter().for_each(check);
}
