/// The document of the scenario is itself a scenario: its YAML blocks, one behind the other.

import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `The document of the scenario` {
  @Test func `is a scenario`() throws {
    let text = DocumentBlocks.blocks(of: "docs/scenario.md")
    let result = said(text)
    #expect(!result.contains("error:"), "\(result)")
  }
}
