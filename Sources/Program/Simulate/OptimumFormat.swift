/// The forms of a search for a plan. As of a comparison, what is shown is what the file says: every figure of it can be found there.

import Formats
import Pages
import Results

enum OptimumFormat: String, CaseIterable { case table, csv, json }

extension OptimumFile {
  init(justWritten file: OptimumFile) throws(Stop) {
    do throws(ResultError) { try self.init(bytes: file.bytes) } catch { throw .unreadable(error) }
  }

  func write(_ format: OptimumFormat, report: TextReport, into out: inout ByteBuffer) {
    switch format {
    case .table:
      report.write(Report(optimum: optimum), into: &out)
      if let block = optimum.block {
        out.append("\nThe plan, to paste under 'plans':\n\n")
        out.append(text: block.hasSuffix("\n") ? block : block + "\n")
      }
    case .csv: CSVTable().write(Table(optimum: optimum), into: &out)
    case .json: out.append(bytes)
    }
  }

  /// At the head of the page of a comparison of its plans.
  func page(headingThatOf file: ResultFile) -> Page {
    Page(optimum: optimum, comparison: Page(file.result, source: file.source))
  }
}

extension Stop {
  /// A result just written that holds what no file can.
  static func unreadable(_ error: ResultError) -> Stop {
    .failure(
      "this result holds a figure that no file can (\(error)); amounts beyond nine billion dollars are likely: use smaller ones"
    )
  }
}
