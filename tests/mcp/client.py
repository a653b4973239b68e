"""Asks a site all tools, with the official client. Called by `run`: client.py PROGRAM SITE."""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

program, site = sys.argv[1:]
failed = []


def check(what, holds, answer):
    if not holds:
        failed.append(f"{what}: {json.dumps(answer, ensure_ascii=False)[:600]}")


async def ask(session, tool, **arguments):
    result = await session.call_tool(tool, arguments)
    if result.is_error:
        return {"error": result.content[0].text}
    return result.structured_content or json.loads(result.content[0].text)


async def main():
    async with stdio_client(StdioServerParameters(command=program, args=["mcp", site, "--lang", "vi"])) as (read, write):
        async with ClientSession(read, write) as session:
            hello = await session.initialize()
            check("instructions", "not-known-here" in hello.instructions, hello.instructions)
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            check("tools", sorted(tools) == ["cited_by", "read", "resolve", "search", "tasks", "verify"], sorted(tools))
            check("schemas", all(tool.input_schema["required"] and tool.description for tool in tools.values()), "")

            a = await ask(session, "search", query="nhiem vu trong tam nam hoc 2024-2025")
            check("search by title", a["documents"] and "06/CT-UBND" in a["documents"][0]["label"], a)
            check("search quotes with an anchor", "#" in a["documents"][0]["url"], a)
            a = await ask(session, "search", query="xyzzy khong co")
            check("search says what it does not know", a["total"] == 0 and "nơi khác" in a["says"], a)

            a = await ask(session, "read", document="06/CT-UBND", section="muc-i-7")
            if a.get("verdict") == "several":
                a = await ask(session, "read", document="ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd", section="muc-i-7")
            check("read a section", len(a["text"]) > 50 and a["url"].endswith("#muc-i-7") and a["outline"], a)
            words = " ".join(a["text"].split()[8:22])
            whole = await ask(session, "read", document=a["id"])
            check("read a document", len(whole["text"]) > len(a["text"]), whole)
            rest = await ask(session, "read", document=a["id"], offset=100)
            check("read on", whole["text"].replace("\n", "")[200:260] in rest["text"].replace("\n", ""), rest["text"][:300])
            b = await ask(session, "read", document=a["id"], section="khong-co")
            check("no such section", b["verdict"] == "no-such-section", b)

            b = await ask(session, "verify", reference=a["id"], quotation=words)
            check("verify: found", b["verdict"] == "found" and "#" in b["url"], b)
            wrong = words.split()
            wrong[6] = "KHÔNGPHẢI"
            b = await ask(session, "verify", reference=a["id"], quotation=" ".join(wrong))
            check("verify: differs", b["verdict"] == "differs" and b["the_text_says"], b)
            b = await ask(session, "verify", reference=a["id"], quotation="Bãi bỏ toàn bộ quy định về học phí từ năm 1901")
            check("verify: not in this text", b["verdict"] == "not-in-this-text", b)
            b = await ask(session, "verify", reference="Quyết định số 2236/QĐ-BGDĐT ngày 23/8/2024", quotation="gì đó")
            check("verify: text not here", b["verdict"] == "text-not-here" and b["work"]["url"], b)

            b = await ask(session, "resolve", reference="Quyết định số 2236/QĐ-BGDĐT ngày 23/8/2024 của Bộ Giáo dục và Đào tạo")
            check("resolve", b["verdict"] == "known" and b["work"]["id"] == "2236-qd-bgddt-2024", b)
            b = await ask(session, "resolve", reference="2236/QĐ-BGDĐT")
            check("resolve a bare number: not certain", b["verdict"] == "perhaps" and len(b["candidates"]) == 1, b)
            b = await ask(session, "resolve", reference="Luật Giáo dục")
            check("a law with a longer name is not meant", b["verdict"] == "similar" and b["candidates"], b)
            b = await ask(session, "resolve", reference="Thông tư số 2236/QĐ-BGDĐT ngày 23/8/2024")
            check("resolve: another type", b["verdict"] in ("similar", "not-known-here"), b)
            b = await ask(session, "cited_by", reference="2236/QĐ-BGDĐT")
            check("a doubt is said", b["reference"]["verdict"] == "perhaps" and b["total"] > 0, b)
            b = await ask(session, "resolve", reference="Quyết định số 2236/QĐ-BGDĐT ngày 01/01/2001")
            check("resolve: another date", b["verdict"] == "other-date" and b["candidates"], b)
            b = await ask(session, "resolve", reference="Nghị định số 999/2031/NĐ-CP")
            check("resolve: not known here", b["verdict"] == "not-known-here" and "không có nghĩa" in b["says"], b)
            b = await ask(session, "resolve", reference="trời hôm nay đẹp quá")
            check("resolve: no reference", b["verdict"] == "no-reference", b)

            b = await ask(session, "cited_by", reference="2236-qd-bgddt-2024")
            check("cited by", b["total"] > 0 and "#" in b["citations"][0]["url"] and "2236" in b["citations"][0]["quote"], b)
            b = await ask(session, "tasks", agency="Sở Giáo dục và Đào tạo tỉnh Lào Cai", limit=3)
            check("tasks", b["total"] > 0 and len(b["tasks"]) <= 3 and all(t["quote"] and "#" in t["url"] for t in b["tasks"]), b)
            b = await ask(session, "tasks", agency="giáo dục")
            check("tasks: several agencies", b["verdict"] == "several" and len(b["agencies"]) > 1, b)
            b = await ask(session, "tasks", agency="Bộ Phép thuật")
            check("tasks: no agency", b["verdict"] == "not-known-here", b)

            for tool, arguments in [
                ("read", {"document": "../../etc/passwd"}),
                ("read", {"document": "file:///etc/passwd"}),
                ("search", {"query": "a" * 5000}),
                ("search", {"query": "  "}),
                ("search", {}),
                ("verify", {"reference": "06/CT-UBND"}),
                ("verify", {"reference": "x", "quotation": "y" * 200_000}),
                ("read", {"document": "2236-qd-bgddt-2024", "offset": -5, "limit": "x"}),
                ("no-such-tool", {}),
            ]:
                b = await ask(session, tool, **arguments)
                check(f"hostile {tool} {str(arguments)[:40]}", "error" in b or "verdict" in b, b)
            b = await ask(session, "search", query="giáo dục", limit=10**9)
            check("limits hold", len(b["documents"]) <= 50, b)


asyncio.run(main())
if failed:
    sys.exit("\n".join([site, *failed]))
print(f"{site}: all tools answered")
