//! Names of content files that Windows or a Mac cannot have. The files are made here: a checkout of this repository could not.
#![cfg(target_os = "linux")]

use crate::support::{SiteTest, directive};

#[test]
fn names_that_others_cannot_have_are_told_before_they_hurt() {
    let site = SiteTest::new();
    let long = format!("content/{}/{}.md", "thu-muc-".repeat(12), "van-ban-".repeat(14));
    let names = ["content/Con.md", "content/a:b.md", "content/bao-cao./x.md", "content/x.md", "content/X.md", &long];
    for (number, name) in names.iter().enumerate() {
        site.file(name, directive(&format!("{:02}/CT-UBND", number + 1), "2024-05-06", "Thực hiện."));
    }
    site.file(
        "content/dai.md",
        directive("20/CT-UBND", "2024-05-06", "Thực hiện.").replacen(
            "type:",
            &format!("id: {}\ntype:", format!("{}/", "ke-hoach".repeat(10)).repeat(3).trim_end_matches('/')),
            1,
        ),
    );
    let mut said = String::new();
    for language in ["vi", "en"] {
        let run = site.run(&["check", "--lang", language, "--quiet"]);
        assert_eq!(run.status, 0, "{}", run.said());
        said.push_str(&run.stderr);
        said.push('\n');
    }
    insta::assert_snapshot!(said);
    for code in ["file-name-windows", "file-name-case", "file-name-long", "address-long"] {
        assert!(said.contains(&format!("[{code}]")), "{code}");
    }
}
