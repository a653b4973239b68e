//! `congbao mcp`: what it says to a program, message by message. The protocol's own client asks it in `tests/mcp/run`.

use crate::support::SiteTest;

#[cfg(not(feature = "mcp"))]
#[test]
fn a_program_without_it_says_how_to_get_it() {
    let run = SiteTest::new().run(&["mcp", ".", "--lang", "en"]);
    assert!(run.status == 2 && run.stderr.contains("--features mcp"), "{}", run.said());
}

#[cfg(feature = "mcp")]
mod with_it {
    use super::SiteTest;
    use crate::support::{program, speechless};
    use serde_json::{Value, json};
    use std::io::Write;
    use std::process::{Command, Stdio};

    /// What comes back for these calls of tools, in their order.
    fn answers(site: &SiteTest, copy: &str, calls: &[(&str, Value)]) -> Vec<Value> {
        let mut messages = vec![
            json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "protocolVersion": "2025-06-18",
                "capabilities": {}, "clientInfo": { "name": "thử", "version": "1" } } }),
            json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        ];
        messages.extend(calls.iter().zip(1..).map(|((tool, arguments), id)| {
            json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
        }));
        let mut command = Command::new(program());
        command.args(["mcp", copy, "--lang", "en"]).current_dir(site.root());
        let mut child =
            speechless(&mut command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut input = child.stdin.take().expect("its input");
        let output = std::io::BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = std::io::BufRead::lines(output);
        let mut found = Vec::new();
        for message in messages {
            writeln!(input, "{message}").expect("it reads");
            if message.get("id").is_some() {
                let line = lines.next().expect("an answer").expect("text");
                found.push(serde_json::from_str::<Value>(&line).expect("JSON"));
            }
        }
        drop(input);
        assert!(child.wait().expect("it ends").success());
        found.drain(1..).map(|answer| answer["result"]["structuredContent"].clone()).collect()
    }

    #[test]
    fn sources_and_their_built_folder_answer_alike() {
        let site = SiteTest::committed();
        site.build();
        let calls = [
            ("search", json!({ "query": "chuyen doi so" })),
            ("resolve", json!({ "reference": "Quyết định số 2236/QĐ-BGDĐT ngày 23/8/2024" })),
            ("resolve", json!({ "reference": "Nghị định số 999/2031/NĐ-CP" })),
            ("cited_by", json!({ "reference": "2236-qd-bgddt-2024" })),
            ("read", json!({ "document": "ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd", "section": "muc-i-7" })),
            ("resolve", json!({ "reference": "2236/QĐ-BGDĐT" })),
            ("resolve", json!({ "reference": "Luật Giáo dục" })),
            ("resolve", json!({ "reference": "mục I.7 Chỉ thị số 06/CT-UBND ngày 31/8/2024 của UBND tỉnh Lào Cai" })),
            ("read", json!({ "document": "../../../etc/passwd" })),
        ];
        let [sources, folder] = [".", "output"].map(|copy| answers(&site, copy, &calls));
        assert_eq!(sources, folder);
        assert_eq!(
            sources[0]["documents"][0]["url"].as_str().map(|url| url.contains('#')),
            Some(true),
            "{}",
            sources[0]
        );
        assert_eq!(sources[1]["verdict"], "known");
        assert_eq!(sources[2]["verdict"], "not-known-here");
        assert!(sources[2]["says"].as_str().expect("words").contains("does not mean that it does not exist"));
        assert!(sources[3]["total"].as_u64().expect("a number") > 0);
        assert!(sources[4]["text"].as_str().expect("text").len() > 50);
        assert_eq!(sources[5]["verdict"], "perhaps", "numbers begin again every year");
        assert_eq!(sources[6]["verdict"], "similar", "the law on national defence education is another one");
        assert_eq!(sources[7]["section"], "muc-i-7");
        assert!(sources[8]["text"].is_null() && !sources[8]["verdict"].is_null(), "{}", sources[8]);
    }

    #[test]
    fn what_is_no_site_is_said() {
        let run = SiteTest::new().run(&["mcp", "content", "--lang", "en"]);
        assert!(run.status == 2 && run.stderr.contains("[mcp-failed]"), "{}", run.said());
    }
}
