#include "core/model/result.h"

namespace leeward {

std::string to_text(const Fault& fault) {
  std::string text;
  const auto place = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += ", ";
    text += part;
  };
  place(fault.file);
  place(fault.layer.empty() ? "" : "layer " + fault.layer);
  place(fault.feature);
  // A fault that has no place and no expectation is a sentence of its own.
  if (text.empty() && fault.expected.empty() && fault.handled.empty()) return fault.found;
  if (!text.empty()) text += ": ";
  text += fault.found.empty() ? "" : "found " + fault.found;
  if (!fault.expected.empty()) text += (fault.found.empty() ? "expected " : ", expected ") + fault.expected;
  if (!fault.handled.empty()) text += "; " + fault.handled;
  return text;
}

std::string to_text(const Error& error) {
  std::string text = error.message;
  for (const Fault& fault : error.faults) text += "\n  " + to_text(fault);
  return text;
}

}  // namespace leeward
