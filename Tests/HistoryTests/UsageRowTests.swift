/// A row holds what an export says, and nothing else.

import History
import Quantities
import Testing

@Suite struct UsageRowTests {
  @Test func `what an export does not say is not zero`() {
    let row = UsageRow(.day(CivilDate(day: 20_000)))
    #expect(row.tokens == nil && row.billed == nil && row.requests == nil && row.subject.model == nil)
    #expect(row.state == .final)
  }
}
