#include "cli/answer.hpp"

#include <boost/json.hpp>
#include <iostream>

namespace zhida::cli {

Answer failed(const base::Error& error, Exit exit) {
    Answer answer{.exit = exit, .json = {}, .text = {}, .error = error};
    answer.json["error"] = {{"message_zh", error.zh}, {"message_en", error.en}};
    return answer;
}

Exit say(const Answer& answer, bool as_json) {
    if (as_json) {
        std::cout << boost::json::serialize(answer.json) << std::endl;
    } else {
        std::cout << answer.text << std::flush;
    }
    if (answer.error) tell(*answer.error, answer.exit);
    return answer.exit;
}

}  // namespace zhida::cli
