/// `rule: {source: ..., boundary: ...}`: what makes a file a page of a rule book.

import Documents
import Scenario

extension Record {
  var ruleNote: RuleNote? {
    map("rule", "a rule's note") { note -> RuleNote? in
      let source = note.need("source", .text)
      let boundary = note.need("boundary", .text)
      guard let source, let boundary else { return nil }
      return RuleNote(source: source, boundary: boundary)
    } ?? nil
  }
}
