/** The parts of a dashboard's JSON that are read here. Grafana's own schema has far more. */
export interface DashboardJson {
  uid: string;
  title: string;
  panels: PanelJson[];
  templating: { list: VariableJson[] };
  annotations: { list: { name: string; expr?: string; datasource?: DatasourceJson }[] };
  links: { title: string; url?: string }[];
}

export interface DatasourceJson {
  type?: string;
  uid?: string;
}

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: DatasourceJson;
  fieldConfig?: { defaults?: { unit?: string; thresholds?: { steps: { value: number | null }[] } } };
  targets?: { refId: string; expr: string; datasource?: DatasourceJson; instant?: boolean }[];
}

export interface VariableJson {
  name: string;
  type: string;
  label?: string;
  query?: unknown;
  multi?: boolean;
  allValue?: string;
  refresh?: number;
  datasource?: DatasourceJson;
}
