//! The site's own registries and configuration, read from a folder. Bad ones are in `tests/check/broken_sites`.

use super::*;
use crate::catalogue::Language;
use crate::content::config;
use crate::text::date::WorkDate;
use crate::text::number::Number;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("content")).expect("a folder");
    for (path, text) in files {
        let parent = folder.path().join(path).parent().expect("a folder").to_owned();
        std::fs::create_dir_all(parent).expect("a folder");
        std::fs::write(folder.path().join(path), text).expect("a file");
    }
    folder
}

fn registries(files: &[(&str, &str)]) -> Registries {
    let mut diagnostics = Vec::new();
    let registries = Registries::read(folder(files).path(), &mut diagnostics);
    assert_eq!(diagnostics, []);
    registries
}

#[test]
fn missing_and_empty_files_leave_the_built_in_rows() {
    for files in [&[][..], &[("content/works.yaml", "\u{feff}# none yet\r\n"), ("content/themes.yaml", "[]\n")]] {
        let registries = registries(files);
        assert_eq!((registries.works.iter().count(), registries.themes.iter().count()), (0, 0));
        assert!(registries.issuers.get("chinh-phu").is_some());
    }
}

#[test]
fn rows_of_bodies() {
    let registries = registries(&[(
        "content/issuers.yaml",
        "- key: ubnd-huyen-van-lang\n  name: UBND huyện Văn Lãng\n  official_name: Ủy ban nhân dân huyện Văn Lãng\n  \
         spellings: [Chủ tịch UBND huyện Văn Lãng]\n  codes: [UBND]\n  level: district\n  system: state\n  \
         place: Văn Lãng\n  province: Lạng Sơn\n  parent: ubnd-tinh-lang-son\n  valid_to: 2025-06-30\n\
         - {key: ubnd-tinh-lao-cai, name: UBND tỉnh Lào Cai, level: province, system: state, place: Lào Cai}\n",
    )]);
    let issuer = registries.issuers.get("ubnd-huyen-van-lang").expect("the row");
    assert_eq!((issuer.level, issuer.system, issuer.registered), (Level::District, System::State, true));
    assert_eq!((issuer.place.as_deref(), issuer.province.as_deref()), (Some("Văn Lãng"), Some("Lạng Sơn")));
    assert_eq!(issuer.valid_to.map(|day| day.to_string()).as_deref(), Some("2025-06-30"));
    // A row takes the place of the body made by rule.
    let province = registries.issuers.get("ubnd-tinh-lao-cai").expect("the row");
    assert_eq!((province.registered, province.province.as_deref()), (true, Some("Lào Cai")));
}

#[test]
fn rows_of_themes_keep_the_order_of_the_file() {
    let themes = registries(&[(
        "content/themes.yaml",
        "- {key: b, name: B, description: x, parent: a, synonyms: [c, d]}\n- {key: a, name: A, description: y}\n",
    )])
    .themes;
    assert_eq!(themes.iter().map(|theme| theme.key.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let theme = themes.get("b").expect("the row");
    assert_eq!((theme.parent.as_deref(), theme.synonyms.len()), (Some("a"), 2));
}

#[test]
fn rows_of_works() {
    let works = registries(&[(
        "content/works.yaml",
        "- key: de-an-06\n  type: de-an\n  number: 6-ĐA/TU\n  date: 2020-12-11\n  issuer: tinh-uy-lao-cai\n  title: Đổi mới\n  \
         url: https://laocai.gov.vn/x\n  aliases: [Đề án đổi mới, {text: Đề án 6, province: lào cai}, {text: x, issuer: chinh-phu}]\n\
         - {key: hien-phap-2013, type: hien-phap, date: 2013, title: Hiến pháp, note: x}\n",
    )])
    .works;
    let work = works.get("de-an-06").expect("the row");
    assert_eq!(work.number.as_ref().map(Number::as_str), Some("06-ĐA/TU"));
    let scopes: Vec<_> =
        work.aliases.iter().map(|alias| (alias.scope.issuer.as_deref(), alias.scope.province.as_deref())).collect();
    assert_eq!(scopes, [(None, None), (None, Some("Lào Cai")), (Some("chinh-phu"), None)]);
    assert_eq!(works.get("hien-phap-2013").and_then(|row| row.date), Some(WorkDate::Year(2013)));
}

#[test]
fn a_whole_configuration_and_the_least_one() {
    let read = |text: &str| {
        let mut diagnostics = Vec::new();
        let issuers = Registries::built_in().issuers;
        let config =
            config::read(folder(&[("congbao.yaml", text), ("themes/rieng/x", "")]).path(), &issuers, &mut diagnostics);
        assert_eq!(diagnostics, []);
        config.expect("a configuration").0
    };
    let least = read("title: Văn bản\nbase_url: https://vanban.vn\n");
    assert_eq!((least.base_url.as_str(), least.portal.as_str()), ("https://vanban.vn/", "Văn bản"));
    assert_eq!(
        (least.theme.as_str(), least.output.as_str(), least.language),
        ("default", "output", Language::Vietnamese)
    );
    let whole = read(
        "title: Văn bản\nbase_url: http://x.vn:8080/sub/path/\nportal: Cổng\nissuer: ubnd-tinh-lao-cai\n\
         contact: vanban@laocai.edu.vn\nlanguage: en\ntheme: rieng\noutput: public/site/\nredirects:\n  /cu/: /moi/\n\
         gone:\n- {address: /x/, reason: Đã thu hồi}\n",
    );
    assert_eq!((whole.base_url.as_str(), whole.output.as_str()), ("http://x.vn:8080/sub/path/", "public/site"));
    assert_eq!((whole.redirects[0].from.value.as_str(), whole.redirects[0].to.value.as_str()), ("/cu/", "/moi/"));
    assert_eq!((whole.gone[0].address.value.as_str(), whole.gone[0].reason.as_str()), ("/x/", "Đã thu hồi"));
    assert_eq!((whole.contact.as_deref(), whole.language), (Some("vanban@laocai.edu.vn"), Language::English));
}
