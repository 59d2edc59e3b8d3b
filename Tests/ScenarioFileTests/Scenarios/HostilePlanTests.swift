/// Odd values in the place of every value of the document's scenario: no input ends the program.

import Documents
import Foundation
import ScenarioFile
import Testing

@Suite struct `Hostile values in a scenario` {
  @Test(arguments: [
    "~", "-1", "unknown", "$4611686018.427387903", "9999-12-31T23:59:59Z", "400 years", "1970-01-01",
    "{a: {b: 1}}", "[]", "100000", "1 s",
  ])
  func `are read or refused`(_ value: String) throws {
    let text = DocumentBlocks.blocks(of: "docs/scenario.md")
    let pattern = try NSRegularExpression(pattern: "(?<=: )[^,{}\\[\\]#\\n]+")
    let whole = text as NSString
    let places = pattern.matches(in: text, range: NSRange(location: 0, length: whole.length))
    #expect(places.count > 100)
    for place in places {
      let changed = whole.replacingCharacters(in: place.range, with: value)
      do {
        _ = try Scenarios.read(bytes: Array(changed.utf8), path: "scenario.yaml")
      } catch {
        #expect(!error.list.isEmpty)
      }
    }
  }
}
