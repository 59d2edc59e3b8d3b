/// Whatever stands in the place of a value, reading ends in a scenario or in a message.

import Documents
import ScenarioFile
import Testing

@Suite struct `Hostile demand` {
  static let values = [
    "", "~", "-1", "0", "1e308", "9223372036854775807", "-9223372036854775808", "99999999999999999999%",
    "9223372036854%", "$9223372036", "-5%", "'0001-01-01 to 9999-12-31'", "0000-00-00", "400 years", "0 s",
    "[]", "{}", "[[]]",
    "{a: 1}", "[1, {}]", "x y z", "Mon-Sun 00:00-24:00 UTC", "9223372036854775807 per minute", "'\\'",
    "\"\\0\"",
  ]

  /// The lines of the page, each of its values in turn replaced by one that does not belong there.
  @Test(arguments: values) func `ends in a message`(_ value: String) {
    let lines = `Workloads in the document of the scenario`.text.split(
      separator: "\n", omittingEmptySubsequences: false)
    var ends = 0
    for (index, line) in lines.enumerated() {
      for colon in line.indices where line[colon] == ":" {
        let rest = line[colon...].dropFirst()
        guard rest.hasPrefix(" ") else { continue }
        let tail = rest.firstIndex { ",}#]".contains($0) } ?? line.endIndex
        var changed = lines
        changed[index] = line[...colon] + " " + value + " " + line[tail...]
        let text = SourceText(path: "scenario.yaml", bytes: Array(changed.joined(separator: "\n").utf8))
        do {
          _ = try Scenarios.readDemand(text)
        } catch {
          #expect(error.hasErrors)
        }
        ends += 1
      }
    }
    #expect(ends > 60)
  }
}
