//! `congbao schema`, `completions` and `man` as they are typed.

use crate::support::SiteTest;

#[test]
fn schemas_are_json_and_offer_the_site_s_rows() {
    let site = SiteTest::new();
    site.file("content/themes.yaml", "- {key: cua-rieng-trang, name: A, description: B}\n");
    for file in ["document", "config", "works", "issuers", "themes", "laws", "types", "accessibility"] {
        let run = site.run(&["schema", file]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        let schema: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(run.stdout, site.run(&["schema", file]).stdout, "always the same");
    }
    let document = site.run(&["schema"]).stdout;
    assert!(document.contains("cua-rieng-trang"), "{document}");
    assert!(document.contains("Trích yếu"), "{document}");
    assert!(site.run(&["schema", "--lang", "en"]).stdout.contains("without a final period"));
    assert!(!site.run(&["schema", "--root", "không có"]).stdout.contains("cua-rieng-trang"), "no site is needed");
}

#[test]
fn all_schemas_are_written_to_a_folder() {
    let site = SiteTest::new();
    assert_eq!(site.run(&["schema", "--to", ".vscode/congbao"]).status, 0);
    assert_eq!(site.read(".vscode/congbao/config.schema.json"), site.run(&["schema", "config"]).stdout);
    assert_eq!(site.run(&["schema", "config", "--to", "a"]).status, 2);
    assert_eq!(site.run(&["schema", "--to", "congbao.yaml/a"]).status, 2);
    assert_eq!(site.run(&["schema", "biên-bản"]).status, 2);
}

#[test]
fn the_form_is_written_to_a_folder_and_keeps_what_is_the_office_s_own() {
    let site = SiteTest::new();
    site.file("content/themes.yaml", "- {key: cua-rieng-trang, name: A, description: B}\n");
    let run = site.run(&["schema", "--cms", "quan-tri", "--repository", "github:so-gd/van-ban"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let config = site.read("quan-tri/config.yml");
    assert!(config.contains("\"cua-rieng-trang\"") && config.contains("repo: \"so-gd/van-ban\""), "{config}");
    site.file("quan-tri/rieng.yml", "backend: {branch: chinh}\n");
    site.file("quan-tri/format.mjs", "cũ");
    assert_eq!(site.run(&["schema", "--cms", "quan-tri"]).status, 0);
    assert_eq!(site.read("quan-tri/rieng.yml"), "backend: {branch: chinh}\n");
    assert!(site.read("quan-tri/format.mjs").contains("export function write"), "ours are written anew");
    for wrong in [
        &["schema", "--cms", "congbao.yaml/a"][..],
        &["schema", "works", "--cms", "a"],
        &["schema", "--repository", "github:a/b"],
        &["schema", "--cms", "a", "--repository", "a/b"],
        &["schema", "--cms", "a", "--root", "không có"],
    ] {
        assert_eq!(site.run(wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn completions_and_manual_pages_need_no_site() {
    let site = SiteTest::new();
    site.remove("congbao.yaml");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = site.run(&["completions", shell]);
        assert!(run.status == 0, "{shell}: {}", run.said());
        assert!(run.stdout.contains("congbao"), "{shell}: {}", run.said());
    }
    assert!(site.run(&["man"]).stdout.contains(".TH congbao 1"));
    assert!(site.run(&["man", "check"]).stdout.contains("report"));
    assert_eq!(site.run(&["man", "--to", "trang man"]).status, 0);
    assert!(site.exists("trang man/congbao.1"));
    assert!(site.exists("trang man/congbao-serve.1"));
    assert_eq!(site.run(&["man", "biuld"]).status, 2);
    assert_eq!(site.run(&["completions", "cmd"]).status, 2);
}
