/// Requests from a file beside the case, read as a stream.

import Foundation
import Testing

/// Requests of a cent, one a second, on one lot of $10,000.
private func folder(requests: Int, ending: String = "csv") throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  try folder.write(
    "case.yaml",
    "lotwise: 1\nstart: 2026-01-01\nlots: {a: {credit: $10k}}\nrequests file: usage.\(ending)\n"
  )
  var text = ending == "csv" ? "at,amount\n" : ""
  for index in 0..<requests {
    let day = index / 86_400
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time =
      "2026-01-\(two(day + 1))T\(two(index / 3_600 % 24)):\(two(index / 60 % 60)):\(two(index % 60))Z"
    text += ending == "csv" ? "\(time),0.01\n" : "{\"at\": \"\(time)\", \"amount\": \"$0.01\"}\n"
  }
  try folder.write("usage.\(ending)", text)
  return folder
}

struct EventFileTests {
  @Test(
    "a stream is served to its last request, across batches, and its speed is told",
    arguments: ["csv", "jsonl"])
  func served(_ ending: String) throws {
    let folder = try folder(requests: 150_000, ending: ending)
    let outcome = try Program.run("replay", folder.path("case.yaml"), "--format", "csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\r\ndemand,,total,1500.00,usage\r\n"))
    #expect(outcome.output.contains("\r\ncounts,,requests,150000,count\r\n"))
    let speed =
      /150,000 requests: read and parsed in [\d.]+ s, replayed in [\d.]+ s( \([\d.,]+ .*a second\))?\n/
    #expect(outcome.errors.wholeMatch(of: speed) != nil, "\(outcome.errors)")
    #expect(try Program.run("replay", folder.path("case.yaml"), "--quiet").errors.isEmpty)
  }

  @Test("the rest of a stream past the time to read is not looked at")
  func limit() throws {
    let folder = try folder(requests: 100)
    let file = FileHandle(forWritingAtPath: folder.path("usage.csv"))
    try file?.seekToEnd()
    try file?.write(contentsOf: Data(String(repeating: "2026-02-01,0.01\n", count: 70_000).utf8))
    try file?.write(contentsOf: Data("not a request\n".utf8))
    try file?.close()
    let outcome = try Program.run(
      "replay", folder.path("case.yaml"), "--at", "2026-01-01T00:00:49Z", "--format", "csv")
    #expect(outcome.status == 0 && outcome.output.contains("\r\ncounts,,requests,50,count\r\n"))
    #expect(try Program.run("replay", folder.path("case.yaml")).status == 1)
  }

  @Test(
    "a journal of many requests is confirmed to the last",
    .enabled(if: Program.isInstalled("hledger"), "hledger is not installed"))
  func journal() throws {
    let folder = try folder(requests: 5_000)
    let outcome = try Program.shell(
      "lotwise replay \(folder.path("case.yaml")) --quiet --format journal | hledger -f - check --strict")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(
    "memory does not grow with the requests",
    .enabled(if: Program.isInstalled("time"), "GNU time is not installed"))
  func memory() throws {
    func peak(_ requests: Int) throws -> Int {
      let folder = try folder(requests: requests)
      let outcome = try Program.shell(
        "cd \(folder.url.path); /usr/bin/time -f %M lotwise replay case.yaml --format journal --out /dev/null"
      )
      return try #require(Int(outcome.errors.split(separator: "\n").last ?? ""))
    }
    // Both are longer than one batch.
    let (few, many) = (try peak(140_000), try peak(700_000))
    #expect(many < few + 8_000, "\(few) kB, then \(many) kB")
  }
}
