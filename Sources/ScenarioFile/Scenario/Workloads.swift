/// Workloads and their correlations: a scenario without them, until they are read.

extension ScenarioReader {
  func readWorkloads() { _ = root.find("workloads") }
  func readCorrelations() { _ = root.find("correlations") }
}
