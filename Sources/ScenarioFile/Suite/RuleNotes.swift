/// `rule: {source: ..., boundary: ...}`: what makes a file a page of a rule book.

import Documents
import Scenario

extension Record {
  var ruleNote: RuleNote? {
    map(RuleNoteKeys.key, "a rule's note") { note -> RuleNote? in
      let source = note.need(Keys.rule.source)
      let boundary = note.need(Keys.rule.boundary)
      guard let source, let boundary else { return nil }
      return RuleNote(source: source, boundary: boundary)
    } ?? nil
  }
}
