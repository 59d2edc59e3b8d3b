/// Every provider that is compiled in can be read, and says what the tables are meant to say.

import Ledger
import Pricing
import Providers
import Quantities
import Testing

@Suite("a provider that is compiled in")
struct BuiltInTests {
  @Test("is read from its tables, and its card bears its name", arguments: Provider.names)
  func isRead(_ name: String) throws {
    #expect(try #require(Provider.named(name)).name == name)
  }

  @Test("is the first of the list where a file names none")
  func first() {
    #expect(Provider.standard.name == Provider.names[0])
    #expect(Provider.named("nobody")?.name == nil)
  }
}
