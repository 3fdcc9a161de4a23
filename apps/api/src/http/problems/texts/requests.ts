import { entry } from './entry.ts';

/** Problems of HTTP requests, jobs and the service itself. */
export const requestProblems = {
  validation_failed: entry(
    400,
    ['입력한 내용이 올바르지 않습니다', '표시된 항목을 고친 뒤 다시 시도해 주세요.'],
    ['Something is not filled in correctly', 'Correct the listed fields and try again.'],
  ),
  malformed_request: entry(
    400,
    ['HTTP 요청이 올바르지 않습니다', '요청 줄(주소는 UTF-8 퍼센트 인코딩)과 헤더를 확인해 주세요.'],
    [
      'The request is not valid HTTP',
      'Check the request line, whose address is percent-encoded UTF-8, and the headers.',
    ],
  ),
  request_timeout: entry(
    408,
    ['요청이 제때 도착하지 않았습니다', '인터넷 연결을 확인하고 다시 시도해 주세요.'],
    ['The request did not arrive in time', 'Check your connection and try again.'],
  ),
  headers_too_large: entry(
    431,
    ['헤더가 너무 큽니다', '헤더는 모두 합쳐 16 KiB까지입니다.'],
    ['The headers are too large', 'The limit is 16 KiB for all headers together.'],
  ),
  uri_too_long: entry(
    414,
    ['주소가 너무 깁니다', '주소는 8,192자까지입니다.'],
    ['The address is too long', 'The limit is 8,192 characters.'],
  ),
  method_unknown: entry(
    501,
    ['알 수 없는 메서드입니다', '/openapi.json에 있는 메서드를 쓰세요.'],
    ['The method is unknown', 'Use the methods in /openapi.json.'],
  ),
  malformed_json: entry(
    400,
    ['JSON 형식이 아닙니다', '본문이 UTF-8로 된 올바른 JSON인지 확인해 주세요.'],
    ['The body is not JSON', 'Check that the body is well-formed JSON in UTF-8.'],
  ),
  body_required: entry(
    400,
    ['요청 본문이 비어 있습니다', 'JSON 본문을 보내 주세요.'],
    ['The body is empty', 'Send the JSON body that the route requires.'],
  ),
  invalid_cursor: entry(
    400,
    ['목록을 이어서 볼 수 없습니다', '목록을 처음부터 다시 조회해 주세요.'],
    ['The list cannot be continued', 'Read the list again from its start.'],
  ),
  idempotency_key_required: entry(
    400,
    ['Idempotency-Key 헤더가 필요합니다', '요청마다 고유한 키를 넣고, 재시도할 때는 같은 키를 쓰세요.'],
    [
      'The Idempotency-Key header is required',
      'Send a unique key per command, and the same key when retrying it.',
    ],
  ),
  idempotency_key_invalid: entry(
    400,
    ['Idempotency-Key 헤더가 올바르지 않습니다', '출력할 수 있는 ASCII 문자를 1자 이상 255자 이하로 쓰세요.'],
    ['The Idempotency-Key header is not valid', 'Use 1 to 255 printable ASCII characters, quoted or bare.'],
  ),
  idempotency_key_reused: entry(
    422,
    ['다른 요청에 이미 사용한 키입니다', '새 Idempotency-Key로 다시 보내 주세요.'],
    ['The key was used for another request', 'Send the request again with a new Idempotency-Key.'],
  ),
  not_found: entry(
    404,
    ['찾을 수 없습니다', '주소를 확인해 주세요.'],
    ['This address was not found', 'Check the address.'],
  ),
  method_not_allowed: entry(
    405,
    ['허용되지 않는 메서드입니다', '허용되는 메서드는 Allow 헤더에 있습니다.'],
    ['The method is not allowed here', 'The Allow header lists the allowed methods.'],
  ),
  body_too_large: entry(
    413,
    ['본문이 너무 큽니다', '본문 크기를 줄여 주세요.'],
    ['The body is too large', 'Send a smaller one.'],
  ),
  unsupported_media_type: entry(
    415,
    ['지원하지 않는 형식입니다', '압축하지 않은 UTF-8 application/json으로 보내 주세요.'],
    ['The content type is not supported', 'Send application/json in UTF-8, not compressed.'],
  ),
  body_encoding_unsupported: entry(
    415,
    ['압축된 본문은 받지 않습니다', 'Content-Encoding 없이 보내 주세요.'],
    ['Compressed bodies are not accepted', 'Send the body without Content-Encoding.'],
  ),
  rate_limited: entry(
    429,
    ['요청이 너무 많습니다', '잠시 기다린 뒤 다시 시도해 주세요.'],
    ['There were too many requests', 'Wait a moment, then try again.'],
  ),
  too_many_streams: entry(
    429,
    ['열어 둔 페이지가 너무 많습니다', '쓰지 않는 창을 닫고 다시 시도해 주세요.'],
    ['Too many pages are open', 'Close those that you do not use, then try again.'],
  ),
  internal_error: entry(
    500,
    ['서비스에 문제가 생겼습니다', '잠시 후 다시 시도해 주세요. 계속되면 고객센터에 알려 주세요.'],
    ['Something went wrong on our side', 'Try again later. If it happens again, tell the box office.'],
  ),
  job_not_found: entry(
    404,
    ['요청을 찾을 수 없습니다', '오래된 요청일 수 있습니다. 다시 시도하기 전에 예매 내역을 확인해 주세요.'],
    ['This request is not known', 'It may be too old. Look at your reservations before you try again.'],
  ),
  job_failed: entry(
    500,
    ['요청을 처리하지 못했습니다', '아무것도 바뀌지 않았습니다. 처음부터 다시 시도해 주세요.'],
    ['The request could not be completed', 'Nothing was changed. Start again.'],
  ),
  service_unavailable: entry(
    503,
    ['잠시 이용할 수 없습니다', '잠시 후 같은 요청을 다시 보내 주세요.'],
    ['The service is unavailable for a moment', 'Send the same request again in a moment.'],
  ),
  busy: entry(
    503,
    ['지금은 요청이 너무 많습니다', '잠시 후 다시 시도해 주세요.'],
    ['The service is too busy at the moment', 'Try again shortly.'],
  ),
  not_replicated: entry(
    503,
    ['요청이 안전하게 저장되었는지 확인하지 못했습니다', '잠시 후 같은 요청을 다시 보내 주세요.'],
    ['We could not confirm that your request is stored safely', 'Send the same request again in a moment.'],
  ),
} as const;
