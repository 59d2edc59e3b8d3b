/// The JSON exports among the formats of an import: what is true of each, and how its files are read.

import Pricing
import Providers
import Quantities

extension UsageFormat {
  /// Readers of JSON say themselves which days they cover.
  init(_ export: JSONExport) {
    self.init(
      export.name, export.account, export.content, countsRequests: export.isTranscript,
      emptyDaysAreZero: false,
      json: JSONReading(recognises: { export.recognises(head: $0) }) {
        (paths: [String], table: inout UsageTable, progress: (Int) -> Bool) throws(ExportFileMistake) in
        if export.isTranscript {
          try UsageFormat.readTranscripts(paths, &table, progress)
        } else {
          try UsageFormat.readEach(paths, export, &table, progress)
        }
      })
  }

  private static func readEach(
    _ paths: [String], _ export: JSONExport, _ table: inout UsageTable, _ progress: (Int) -> Bool
  ) throws(ExportFileMistake) {
    for path in paths {
      do throws(ExportMistake) { try export.read(path: path, into: &table) } catch {
        throw ExportFileMistake(path, error)
      }
      guard progress(ExportFolder.size(of: path) ?? 0) else { return }
    }
  }

  /// All of an import by one reader, since they repeat one another.
  private static func readTranscripts(
    _ paths: [String], _ table: inout UsageTable, _ progress: (Int) -> Bool
  ) throws(ExportFileMistake) {
    let bands = PromptBands(.builtIn)
    var reader = TranscriptReader { bands.over($0, $1) }
    for path in paths {
      do throws(ExportMistake) { try reader.read(path: path, into: &table) } catch {
        throw ExportFileMistake(path, error)
      }
      guard progress(ExportFolder.size(of: path) ?? 0) else { return }
    }
    do throws(ExportMistake) { try reader.finish(into: &table) } catch {
      throw ExportFileMistake(paths.last ?? "", error)
    }
  }
}

/// Above how many tokens a prompt pays the prices of long ones: of a model under whatever name, at an instant.
private final class PromptBands {
  private let card: RateCard
  private var pricing: UsagePricing

  init(_ card: RateCard) {
    self.card = card
    pricing = UsagePricing(card: card)
  }

  func over(_ model: String, _ instant: Instant) -> Int64? {
    guard case .known(let id) = pricing.meaning(of: model) else { return nil }
    return card.row(model: id, at: instant)?.band?.overPromptTokens.count
  }
}
