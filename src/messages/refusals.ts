import type { ErrorDetails, ErrorKind } from './errors';

/** What a refusal means. */
export interface Meaning extends Pick<ErrorDetails, 'missing' | 'reason'> {
  readonly is: ErrorKind;
  /** Sending the same again will not help, although it may with others of this kind. */
  readonly lasts?: true;
}

/** What a server says, and what it means. All that a row names has to be there. */
export interface RefusalRow extends Meaning {
  /** One of the server's own words for it, in lower case with `_` between its parts: `NotFoundError` is `not_found_error`. */
  readonly code?: RegExp;
  /** In its message, which is not a page. */
  readonly words?: RegExp;
  /** In a page of HTML. */
  readonly page?: RegExp;
  /** Of HTTP; 0 is an event of a stream. */
  readonly status?: readonly number[];
  /** The body has a member that asks to wait. */
  readonly waits?: true;
}

const any = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'is');
/** The rest of a sentence; a point within an id, `claude-sonnet-4.5`, does not end it. */
const onward = String.raw`([^.\n]|\.(?=\w)){0,100}`;

/** Statuses that may stand for anything that is wrong with a request. */
const refusing = [0, 200, 400, 401, 403, 404, 405, 409, 412, 422, 424, 429];
/** What answers a POST where no API is. */
const nowhere = [0, 200, 404, 405, 410, 501];

const noModel: Meaning = { is: 'not_found', missing: 'model' };
const noAddress: Meaning = { is: 'not_found', missing: 'address' };
const tooLong: Meaning = { is: 'invalid_request', reason: 'context' };
/** Some platforms reserve the price of `max_tokens` before they answer: fewer of them may do. */
const noMoneyForAll: Meaning = { is: 'billing', reason: 'max_tokens' };

/**
 * What refusals mean, the strongest sign first: an explicit code, then words, then the types and statuses that relays
 * choose as they like. The first row that fits counts. `size` is where the wordings of tokenLimits.ts have their turn.
 */
export const refusals: readonly (RefusalRow | 'size')[] = [
  // Pages. Whatever wrote them, it is no API.
  { page: /rate.?limited|too many requests|频繁/i, is: 'rate_limit' },
  {
    page: any(
      'attention required|just a moment|(checking|verifying) your browser|verify (that )?you are',
      'are you (a )?human',
      'captcha|challenge|security check|you have been blocked|access denied|ddos|web application firewall',
      '安全验证|安全威胁|人机|访问被(阻|拒|拦)|拦截',
    ),
    status: [...refusing, 406, 418, 451, 493, 503, 567],
    is: 'firewall',
  },
  { page: /./, status: [401, 403, 406, 418, 451, 493], is: 'firewall' },
  { words: /^\s*error (code:? )?10(0[5-9]|1[0-3]|20)\b/i, status: [403, 429, 503], is: 'firewall' },

  // Codes that mean one thing.
  { code: /pre_?consume/, ...noMoneyForAll },
  { words: any('预扣', 'pre-?consume', 'can only afford', 'fewer max_?tokens'), ...noMoneyForAll },
  {
    code: any(
      'insufficient_(\\w+_)?(quota|balance|credit|fund)',
      '(quota|balance|credits?|funds)_(is_)?(not_enough|insufficient|too_low|depleted|used_up)',
      'budget_exceeded|exceeded_(current_quota|budget)|arrearage|overdue|payment_required|billing_',
      'entitlement_',
      'out_of_(credit|fund)|no_credit|not_enough_(balance|credit|quota)|free_tier_only',
      'free_usage_exhausted',
      'subscription_(error|required|expired|not_found|suspended|invalid|inactive)',
    ),
    is: 'billing',
  },
  {
    code: any(
      'model_(not(?!_ready)|does_not|access_denied|price|invalid|deprecated|disabled|retired|forbidden)',
      '(invalid|unknown|unsupported|no_such|unrecognized)_model|(deployment|provider)_not_found',
      'not_found_model|no_available_channel|no_channel',
    ),
    ...noModel,
  },
  {
    code: /model_(cooldown|rate)|upstream_rate_limited|concurren[a-z]+_(limit|full|exceed)|throttl|burst_rate/,
    is: 'rate_limit',
  },
  { code: /overload(?!ed_error)|capacity_exhausted|server_?busy|engine_overloaded/, is: 'overloaded' },

  { code: /resource_exhausted/, words: /quota|exhausted|limit/i, is: 'rate_limit' },

  // A wait is named: whatever has run out, it comes back by itself.
  { waits: true, status: refusing, is: 'rate_limit' },
  {
    words: any(
      '(try again|retry|available|resets?) (again )?(in|after) (about )?\\d',
      '\\d+ ?(秒|分钟|小时)(之?后|再试)',
    ),
    status: refusing,
    is: 'rate_limit',
  },
  {
    words: any(
      'rate.?limit|too many (concurrent|pending|requests|calls|connections)|throttl|cooling down',
      '(requests?|tokens?) per (second|minute|min|hour|day)|per[- ]minute|\\b(RPM|TPM|QPS|RPD|TPD)\\b',
      'please (wait|slow down)|slow down|request rate',
      'concurren\\w+ (requests? |calls? )?(limit|exceed|reach|quota)',
      '(请求|调用|访问)((数|次数|频率|速率|量)[^，。]{0,4}(达|超|过|限)|(过于|太|过)(多|快|频繁))|(太|过)快',
      '频率|频繁|限流|限速|并发|每(秒|分钟)',
    ),
    status: refusing,
    is: 'rate_limit',
  },

  // Tokens.
  'size',
  { code: /context_?(length|window|size|limit)|exceed_context|(prompt|input)_too_long/, ...tooLong },

  // Money.
  {
    words: any(
      'insufficient (\\w+ ){0,3}(balance|credits?|quota|funds)',
      'not enough (\\w+ )?(balance|credits?|quota|funds)',
      '(balance|credits?|quota|funds|budget) (\\w+ ){0,3}(not enough|insufficient|too low|exhausted|used up|depleted)',
      '(balance|credits?|quota|budget)(\\w|,| ){0,40} (exceeded|expired|run out|ran out)',
      'exceeded\\w*budget',
      'exceeded (your|the) (current |monthly |daily |weekly )?(quota|budget|spend|credit)|over budget',
      '(out of|no (more |remaining )?) ?(credits|balance|quota|funds)|requires more credits',
      'payment required',
      'billing (hard )?limit|plan and billing|(spend(ing)?|budget|credit) limit',
      'limit exceeded \\(total|top[ -]?up|recharge|(add|purchase|buy) (more )?credits',
      'payment method|unpaid|free trial|in good standing|arrears|overdue',
      '(no active|inactive|expired) subscription|subscription (has |is )?(expired|inactive)',
      'free (tier|quota|usage|allowance)[^.]{0,60}(exhausted|used up|exceeded|ended)',
      'used all[^.]{0,40}free',
      '(daily|weekly|monthly) (usage |cost |spend )?limit (has been )?(exceeded|reached)',
      'usage limit[^.]{0,40}\\b(month|year|plan)\\b|upgrade (your (plan|account)|to continue)',
      '[余餘][额額]|欠[费費]|充值|[储儲]值|[续續][费費]|资源包',
      '(积分|點數|点数|配[额額]|[额額]度|[费費]用)[^，。]{0,8}(不足|用尽|用完|耗尽|耗盡|超出|超过|超限|上限|限制)',
      '(套餐|订阅|訂閱|会员|會員)[^，。]{0,12}(不足|过期|過期|到期|失效|用完|用尽|耗尽|未开通)',
    ),
    is: 'billing',
  },

  // Tools, before models: "No endpoints found that support tool use".
  {
    words: any(
      '(not|n.t) support (the )?(use of )?(tool|function)',
      '\\b(tools?|functions?)( use| calls?| calling)?\\W? (is |are )?not (supported|enabled)',
      'support tool use|capable of (tool|function)|enable-auto-tool-choice|requires? --jinja',
      '不支持[^，。]{0,8}(工具|函数|tool|function)',
    ),
    is: 'invalid_request',
    reason: 'tools',
  },

  // Models.
  {
    words: any(
      'accounts? support the requested model|no (available |valid |enabled )?channels?\\b(?! key)',
      'channels? for model',
      `model\\b${onward}\\b(not found|(does not|doesn.t|not) exist|(not|isn.t) (supported|enabled|permitted|allowed|in (your|the)|configured|deployed|activated|recognized|known))`,
      `model\\b${onward}\\b(?<!currently |temporarily )not available(?! right now| at the moment| at this time)`,
      `model\\b${onward}\\b(not (a )?valid|is (invalid|unknown|unsupported|disabled)|has no (available )?(provider|channel|deployment|endpoint|account)|no longer available|has been (deprecated|retired|removed))`,
      '(no such|unknown|invalid|unsupported|unrecognized|incorrect|not (a )?(valid|found the|supported)) model\\b',
      'no (available |matching |suitable )?(provider|deployment|endpoint|route|account)s?\\b[^.]{0,20}\\bmodel',
      'no matching model|(not|n.t) support (the |this )?model\\b|not activated the model',
      '(no|not have|n.t have|not include) access to (the |this |any )?(\\S+ )?models?\\b',
      'not (allowed|permitted|authorized|entitled) to (use|access|call) (the |this |any )?models?\\b',
      'no models? (is |are )?(currently )?loaded|model is not loaded|publisher model',
      `no endpoints found|no allowed providers|provider\\b${onward}\\bnot found`,
      `access to (the )?model\\b${onward}\\bdenied|model access is denied|on-demand throughput isn`,
      `provider not provided|no .?model_name`,
      `deployment\\b${onward}\\bnot (exist|found)|no deployments? (available|found)`,
      `model\\b${onward}\\b(ratio or price|price) (is )?not`,
      '(无|没有|找不到)[^，。]{0,40}渠道(?!密钥)|渠道[^，。]{0,6}(不存在|不可用|失败)',
      '模型[^。\\n]{0,60}(不存在|未找到|找不到|不支持|未开通|已下[线架]|已停用|未启用|无权|无效|错误|有误|未配置|未部署|没有权限|不在|[未暂不](开放|上架|允许))',
      '(不存在|未找到|找不到|不支持|未知|无效|没有|无权|权限|无法)(的|该|此|这个|任何|访问|使用|调用)*模型|暂无该?模型',
    ),
    ...noModel,
  },
  { words: /\bmodel\b|模型/i, status: [404], ...noModel },

  // Addresses.
  { words: any('unexpected endpoint', 'invalid url \\('), status: [...nowhere, 400], ...noAddress },
  {
    words: any(
      'invalid url|unknown (request )?(url|route|endpoint|path)|cannot (post|get) /|method not allowed',
      `(route|endpoint|path|page|file|resource)\\b${onward}\\bnot (found|exist)|no (such )?route`,
      '(接口|路径|地址|路由)[^，。]{0,8}(不存在|错误|未找到)',
    ),
    status: nowhere,
    ...noAddress,
  },

  // Keys.
  {
    words: any(
      '(invalid|incorrect|wrong|missing|expired|no) ((?!json)\\w+ )?(api[ -]?key|x-api-key|token|bearer|credentials?|authentication|authorization)\\b',
      'api[ -]?key\\b[^.]{0,40}(invalid|incorrect|expired|disabled|revoked|not (found|valid|exist)|required|missing|inactive)',
      '(token|key) (has |is |status is )?(expired|invalid|disabled|revoked|unavailable)|unauthorized',
      'could not be authenticated',
      '(令牌|密钥|api ?key|apikey|token)[^，。]{0,8}(无效|过期|不可用|失败|不存在|错误|禁用|不正确|已失效)|无效的?(令牌|密钥|token)',
      '未提供(令牌|密钥)|身份验证失败|鉴权失败',
    ),
    status: [0, 200, 400, 401, 403],
    is: 'authentication',
  },

  {
    words: any(
      `(account|organization|user|workspace|project)\\b${onward}\\b(disabled|suspended|banned|deactivated)`,
      '封禁|封号|(用户|账[号户])[^，。]{0,6}禁用',
    ),
    status: refusing,
    is: 'permission',
  },

  // Not now.
  {
    words: any(
      'overload|(at|over|insufficient|out of|exceed\\w*|no) (\\w+ )?capacity',
      '(server|service|system|engine)s? (is |are )?(too |very |currently )*busy|too busy',
      'high (demand|load|traffic)|maximum pending requests|负载|饱和|繁忙|压力|过载|拥[堵挤]|排队',
    ),
    is: 'overloaded',
  },
  { words: /not configured|未配置/i, status: [0, 200, 500, 502, 503], is: 'unavailable', lasts: true },
  {
    words: any(
      '(temporarily|currently|service) unavailable|loading model|still (being )?load|warming up',
      'starting up|maintenance',
      '(当前|暂时?|服务)不可用|维护|未就绪|加载中|启动中|暂停服务',
    ),
    status: [0, 200, 400, 403, 429, 500, 502, 503, 504],
    is: 'unavailable',
  },
  {
    words: any(
      'unavailable|not (yet |currently )?(available|ready)',
      'no (\\w+ )?(auth|accounts?|upstreams?|providers?|instances?|servers?|backends?|workers?|keys?|nodes?)( is| are)? available',
      'no (available|healthy|active) (\\w+ )?(auth|accounts?|upstreams?|providers?|instances?|servers?|backends?|workers?|keys?|nodes?)',
      '不可用|(没有|暂?无)可用|服务异常',
    ),
    status: [0, 200, 429, 500, 502, 503, 504],
    is: 'unavailable',
  },
  {
    words: any('please (try again|retry)', '(try again|retry) later|稍[后候]再?(试|重试)'),
    status: [0, 200, 400, 403, 422],
    is: 'rate_limit',
  },
  { words: any('(request|payload|body|entity)[^.]{0,20}too large|请求体[^，。]{0,6}过大'), is: 'request_too_large' },
  { words: any('timed? ?out|超时'), status: [0, 200, 500, 502, 503], is: 'server_timeout' },

  // Codes that are about as good as the status that they go with.
  { code: /^(usage_limit|\w*quota_exceeded|(daily|weekly|monthly|total)_\w*limit\w*)/, is: 'billing' },
  { code: /rate_limit|too_many_requests|resource_exhausted/, is: 'rate_limit' },
  {
    code: /^(authentication|unauthorized|invalid_(api_)?key|invalid_token|auth_error|invalid_authentication)/,
    is: 'authentication',
  },
  { code: /^(permission|forbidden|access_denied)/, is: 'permission' },
  { code: /^overloaded/, is: 'overloaded' },
  { code: /unavailable|not_ready|auth_not_found|no_available/, is: 'unavailable' },
  { code: /^(request|payload)_(entity_)?too_large/, is: 'request_too_large' },
  { code: /^timeout|_timeout(_error)?$|^request_timeout/, is: 'server_timeout' },
  { code: /^not_found/, status: [0, 200, 400, 404, 500, 502], ...noAddress },

  // Statuses.
  { status: [401], is: 'authentication' },
  { status: [402], is: 'billing' },
  { status: [403, 407], is: 'permission' },
  // 405 and 501 are what a web server that is no Messages API answers to a POST.
  { status: [404, 405, 501], ...noAddress },
  { status: [408, 504, 524], is: 'server_timeout' },
  { status: [409], is: 'server' },
  { status: [413], is: 'request_too_large' },
  { status: [429], is: 'rate_limit' },
  { status: [503], is: 'unavailable' },
  { status: [529], is: 'overloaded' },
];
