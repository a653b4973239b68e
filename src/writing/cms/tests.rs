//! The form has each key of the table, and nothing that would be taken for something else.

use super::*;
use std::path::Path;

fn written(repository: Option<&str>) -> Vec<(&'static str, String)> {
    let registries = Registries::read(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Vec::new());
    let documents = [("a/chi-thi/2025/1".to_owned(), "01/CT-UBND: \"Về\" việc".to_owned())];
    let repository = repository.map(|text| Repository::parse(text).expect("a repository"));
    files(&CmsRequest {
        title: "Văn bản <Sở> & trường",
        issuer: Some("so-giao-duc-va-dao-tao-tinh-lao-cai"),
        registries: &registries,
        documents: &documents,
        repository: repository.as_ref(),
        language: Language::Vietnamese,
    })
}

fn file(files: &[(&str, String)], name: &str) -> String {
    files.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone()).expect("a file")
}

#[test]
fn every_key_of_front_matter_has_its_field() {
    let files = written(None);
    let config = file(&files, "config.yml");
    for field in shape::document().fields {
        let is_field = config.contains(&format!("- name: \"{}\"\n", field.key));
        assert_eq!(is_field, field.key != "secrecy", "{}", field.key);
        assert!(file(&files, "fields.mjs").contains(&format!("\"{}\": ", field.key)), "{}", field.key);
    }
    for choice in
        ["\"chi-thi\"", "\"ubnd-tinh-lao-cai\"", "\"chuyen-doi-so\"", "\"a/chi-thi/2025/1\"", "\"Còn hiệu lực\""]
    {
        assert!(config.contains(&format!(": {choice}\n")), "{choice}");
    }
    assert!(config.contains("label: \"01/CT-UBND: \\\"Về\\\" việc\"\n"));
    assert!(!config.contains("label: \"\"") && !config.contains("True"), "labels are words");
    assert!(file(&files, "index.html").contains("<title>Soạn văn bản: Văn bản &lt;Sở&gt; &amp; trường</title>"));
}

#[test]
fn changes_wait_for_review_where_the_cms_can_make_them_wait() {
    let review = |config: &str| config.contains("publish_mode: \"editorial_workflow\"");
    for (repository, has_review) in [(None, false), (Some("gitea:a/b"), false), (Some("github:a/b"), true)] {
        let config = file(&written(repository), "config.yml");
        assert_eq!(review(&config), has_review, "{repository:?}");
        // A default is given to documents that are opened, too: none may change what a document says.
        assert_eq!(config.matches("default: ").count(), 1, "the issuer, which every document has");
    }
    let own = written(Some("gitlab:https://git.example.vn/so/van-ban"));
    assert!(file(&own, "config.yml").contains("api_root: \"https://git.example.vn/api/v4\""));
    let page = file(&own, "index.html");
    assert!(page.contains("connect-src 'self' data: blob: https://git.example.vn;"), "{page}");
    assert!(!page.contains("unpkg") && !page.contains("jsdelivr"));
}
